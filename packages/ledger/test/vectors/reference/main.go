// Writes reference.json: trees, proofs, tiles, notes, cosignatures and proof files as they are computed by
// implementations that are not ours: golang.org/x/mod/sumdb/{tlog,note}, github.com/transparency-dev/{merkle,formats}.
// They are frozen because the platform needs no Go; `go run . > ../reference.json` makes them anew.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/compact"
	mproof "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

type stored struct{ hashes []tlog.Hash }

func (s *stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = s.hashes[index]
	}
	return out, nil
}

func entry(i int64) []byte { return []byte(fmt.Sprintf("reference entry %d", i)) }

func texts[H ~[32]byte](hashes []H) []string {
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	return out
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// signerKey encodes a seed as note.NewSigner wants it.
func signerKey(name string, alg byte, seed []byte) (skey, vkey string) {
	public := append([]byte{alg}, ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)...)
	id := sha256.Sum256(append([]byte(name+"\n"), public...))
	return fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", name, hex.EncodeToString(id[:4]), b64(append([]byte{alg}, seed...))),
		fmt.Sprintf("%s+%s+%s", name, hex.EncodeToString(id[:4]), b64(public))
}

type inclusion struct {
	Index, Size int64
	Proof       []string
}
type consistency struct {
	Old, New int64
	Proof    []string
}
type tile struct {
	Path   string
	Sha256 string
}

func main() {
	const most = int64(70_000)
	store := &stored{}
	roots := map[int64]string{}
	for n := int64(0); n < most; n++ {
		add := must(tlog.StoredHashes(n, entry(n), store))
		store.hashes = append(store.hashes, add...)
	}
	sizes := []int64{}
	for n := int64(0); n <= 12; n++ {
		sizes = append(sizes, n)
	}
	sizes = append(sizes, 255, 256, 257, 1000, 65536, 65537, most)
	for _, n := range sizes {
		h := must(tlog.TreeHash(n, store))
		roots[n] = b64(h[:])
	}
	var inclusions []inclusion
	for _, n := range sizes {
		for _, i := range sizes {
			if i >= n {
				continue
			}
			p := must(tlog.ProveRecord(n, i, store))
			root := must(tlog.TreeHash(n, store))
			var proofBytes [][]byte
			for _, h := range p {
				proofBytes = append(proofBytes, append([]byte{}, h[:]...))
			}
			check(mproof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), uint64(n),
				rfc6962.DefaultHasher.HashLeaf(entry(i)), proofBytes, root[:]))
			inclusions = append(inclusions, inclusion{i, n, texts(p)})
		}
	}
	var consistencies []consistency
	for _, n := range sizes {
		for _, m := range sizes {
			if m > n || m == 0 {
				continue
			}
			p := must(tlog.ProveTree(n, m, store))
			consistencies = append(consistencies, consistency{m, n, texts(p)})
		}
	}

	var tiles []tile
	for _, t := range tlog.NewTiles(8, 0, most) {
		if t.L == 0 && t.N != 0 && t.N != 1 && t.N != 273 {
			continue
		}
		data := must(tlog.ReadTileData(t, store))
		sum := sha256.Sum256(data)
		// sumdb puts the height into its paths (tile/8/…), C2SP leaves it out.
		tiles = append(tiles, tile{"tile/" + strings.TrimPrefix(t.Path(), "tile/8/"), hex.EncodeToString(sum[:])})
	}

	factory := &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	middle := factory.NewEmptyRange(11)
	for i := int64(11); i < 39; i++ {
		check(middle.Append(rfc6962.DefaultHasher.HashLeaf(entry(i)), nil))
	}
	var middleHashes []string
	for _, h := range middle.Hashes() {
		middleHashes = append(middleHashes, b64(h))
	}

	origin := "vitne.example/ledger/reference"
	seed := sha256.Sum256([]byte("reference log key"))
	newSeed := sha256.Sum256([]byte("reference log key, the next one"))
	witnessSeed := sha256.Sum256([]byte("reference witness key"))
	skey, vkey := signerKey(origin, 1, seed[:])
	newSkey, newVkey := signerKey(origin, 1, newSeed[:])
	witnessSkey, witnessVkey := signerKey("witness.example/w1", 4, witnessSeed[:])
	root := must(tlog.TreeHash(most, store))
	text := log.Checkpoint{Origin: origin, Size: uint64(most), Hash: root[:]}.Marshal()
	signer, newSigner := must(note.NewSigner(skey)), must(note.NewSigner(newSkey))
	witness := must(fnote.NewSignerForCosignatureV1(witnessSkey))
	signed := must(note.Sign(&note.Note{Text: string(text)}, signer))
	both := must(note.Sign(&note.Note{Text: string(text)}, signer, newSigner))
	opened := must(note.Open(signed, note.VerifierList(must(note.NewVerifier(vkey)))))
	cosigned := must(note.Sign(opened, witness))
	again := must(note.Open(cosigned, note.VerifierList(must(note.NewVerifier(vkey)), must(fnote.NewVerifierForCosignatureV1(witnessVkey)))))
	var at uint64
	for _, s := range again.Sigs {
		if s.Name == "witness.example/w1" {
			at = uint64(must(fnote.CoSigV1Timestamp(s)).Unix())
		}
	}

	// The same log while it grew, each size signed.
	growing := map[int64]string{}
	for _, n := range sizes[1:] {
		h := must(tlog.TreeHash(n, store))
		head := log.Checkpoint{Origin: origin, Size: uint64(n), Hash: h[:]}.Marshal()
		growing[n] = string(must(note.Sign(&note.Note{Text: string(head)}, signer)))
	}

	index := int64(4_321)
	path := must(tlog.ProveRecord(most, index, store))
	file := proof.TLogProof{Index: uint64(index), ExtraData: entry(index), Checkpoint: cosigned}
	for _, h := range path {
		file.Hashes = append(file.Hashes, [32]byte(h))
	}

	out := map[string]any{
		"madeBy":        []string{"golang.org/x/mod v0.43.0 sumdb/tlog, sumdb/note", "github.com/transparency-dev/merkle v0.0.2", "github.com/transparency-dev/formats v0.1.1"},
		"size":          most,
		"roots":         roots,
		"inclusions":    inclusions,
		"consistencies": consistencies,
		"tiles":         tiles,
		"middleRange":   map[string]any{"begin": 11, "end": 39, "hashes": middleHashes},
		"log":           map[string]any{"origin": origin, "seed": b64(seed[:]), "vkey": vkey, "newSeed": b64(newSeed[:]), "newVkey": newVkey},
		"witness":       map[string]any{"seed": b64(witnessSeed[:]), "vkey": witnessVkey, "timeS": at},
		"checkpoint":    string(signed),
		"growing":       growing,
		"rotating":      string(both),
		"cosigned":      string(cosigned),
		"tlogProof":     string(file.Marshal()),
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(out))
}
