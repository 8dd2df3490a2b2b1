"""A stranger's check of a ledger, in another language and with nothing of ours: reads a stream over a plain socket and
computes the Merkle root of its messages from docs/decisions/0018 and RFC 6962 alone.

Reads one line of JSON: { host, port, user, pass, stream, size }. Writes { root, leaves } in hex.
"""
import base64, hashlib, json, socket, struct, sys


def sha256(data):
    return hashlib.sha256(data).digest()


def entry(subject, headers, data):
    return (b"vitne/ledger-entry/v1\n"
            + struct.pack(">I", len(subject)) + subject
            + struct.pack(">I", len(headers)) + sha256(headers)
            + struct.pack(">I", len(data)) + sha256(data))


def root_of(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + root_of(leaves[:split]) + root_of(leaves[split:]))


class Bus:
    def __init__(self, host, port, user, password):
        self.socket = socket.create_connection((host, port), timeout=20)
        self.input = self.socket.makefile("rb")
        self.input.readline()  # INFO
        options = {"verbose": False, "pedantic": False, "user": user, "pass": password, "lang": "stranger", "version": "1"}
        self.socket.sendall(b"CONNECT " + json.dumps(options).encode() + b"\r\nSUB _INBOX.stranger 1\r\n")

    def ask(self, subject, question):
        payload = json.dumps(question).encode()
        self.socket.sendall(b"PUB %s _INBOX.stranger %d\r\n%s\r\n" % (subject.encode(), len(payload), payload))
        while True:
            line = self.input.readline()
            if line.startswith(b"PING"):
                self.socket.sendall(b"PONG\r\n")
            elif line.startswith(b"MSG"):
                answer = self.input.read(int(line.split()[-1]))
                self.input.readline()
                return json.loads(answer)
            elif line.startswith(b"-ERR") or not line:
                raise SystemExit("the bus says " + repr(line))


told = json.loads(sys.stdin.readline())
bus = Bus(told["host"], told["port"], told["user"], told["pass"])
leaves = []
for position in range(1, told["size"] + 1):
    message = bus.ask("$JS.API.STREAM.MSG.GET." + told["stream"], {"seq": position})["message"]
    headers = base64.b64decode(message.get("hdrs", ""))
    data = base64.b64decode(message.get("data", ""))
    leaves.append(sha256(b"\x00" + entry(message["subject"].encode(), headers, data)))
print(json.dumps({"root": root_of(leaves).hex(), "leaves": [leaf.hex() for leaf in leaves]}))
