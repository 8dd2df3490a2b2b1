import type { Platform } from './platform.ts';
import { statementFile, tenants } from './statement-files.ts';
import { say } from './terminal.ts';

/** Publishes each file that is newer than what is in force; an unchanged one changes nothing. */
export async function publishStatements(platform: Platform): Promise<void> {
  for (const tenant of tenants) {
    const token = await platform.token({ tenant, role: 'privacy-officer', subject: 'start' });
    const response = await fetch(`${platform.address.gateway}/v1/statements`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ file: statementFile(tenant) }),
    });
    const body = (await response.json()) as { version?: string; outcome?: string; detail?: string };
    if (!response.ok) say(`The statement of ${tenant} was not published: ${body.detail}`);
    else say(`${tenant}: version ${body.version} is ${body.outcome === 'recorded' ? 'published' : 'in force'}.`);
  }
}
