import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const packed = new URL('..', import.meta.resolve('@sparticuz/chromium'));
const { version } = JSON.parse(readFileSync(new URL('package.json', packed), 'utf8')) as { version: string };
const engines = join(import.meta.dirname, '..', '..', '..', '.engines');
const home = join(engines, `chromium-${version}`);
const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];

/**
 * A real Chromium without a window, which comes from npm like everything else here. It runs as root too, so its own
 * sandbox is off: show it our pages only. Unpacking it takes seconds, once for each version.
 * @param flags of Chromium, beside those that it needs
 */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (!existsSync(home)) await unpack();
  const executablePath = join(home, 'chromium');
  return chromium.launch({
    executablePath,
    args: [...flags],
    env: { ...process.env, ...whatIsMissing(executablePath) },
  });
}

/** Unpacks beside its place and moves it there whole, so that tests which start at once never see half a browser. */
async function unpack(): Promise<void> {
  mkdirSync(engines, { recursive: true });
  const scratch = mkdtempSync(join(engines, 'unpacking-'));
  const { TMPDIR } = process.env;
  try {
    // The package unpacks into the folder of temporary files, which it looks up when it is called.
    process.env['TMPDIR'] = scratch;
    const unpacked = archives.map((name) => inflate(fileURLToPath(new URL(`bin/${name}`, packed))));
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await Promise.all(unpacked);
    const fonts = `<fontconfig><dir>${join(home, 'fonts')}</dir><cachedir>${join(home, 'font-cache')}</cachedir></fontconfig>`;
    writeFileSync(join(scratch, 'fonts.conf'), `<?xml version="1.0"?>\n${fonts}\n`);
    if (!existsSync(home)) renameSync(scratch, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The libraries and fonts of the package, for a machine that has none of its own. */
function whatIsMissing(executablePath: string): Record<string, string> {
  const links = execFileSync('ldd', [executablePath], { encoding: 'utf8' });
  return {
    ...(links.includes('not found') && { LD_LIBRARY_PATH: join(home, 'al2023', 'lib') }),
    ...(!existsSync('/etc/fonts') && { FONTCONFIG_FILE: join(home, 'fonts.conf') }),
  };
}
