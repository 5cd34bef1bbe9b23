import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ExaminedConfig, RunningStation } from './examined.ts';
import { type Finding, matter } from './finding.ts';

/** Whether the port is the station's, or free for it. */
export async function checkPort({ server }: ExaminedConfig, running: RunningStation | null): Promise<Finding[]> {
  const about = matter('port');
  const { host, port } = server;
  const place = `${host}:${port}`;
  if (running) return [about.ok('a station answers')];
  if (port === 0) return [about.warning('any free port (0)', 'Set server.port, so that people find the screen.')];
  const code = await bindError(host, port);
  if (code === null) return [about.ok(`${place} is free; no station runs here`)];
  if (code === 'EADDRINUSE')
    return [
      about.problem(
        `${place} is in use by another program`,
        `See which: ss -ltnp 'sport = :${port}'; stop it, or change server.port.`,
      ),
    ];
  if (code === 'EACCES')
    return [about.problem(`${place} may not be taken by this user`, 'Choose a server.port of 1024 or more.')];
  if (code === 'EADDRNOTAVAIL')
    return [about.problem(`${host} is no address of this machine`, 'See: ip address; change server.host.')];
  return [about.problem(`${place} cannot be taken: ${code}`, 'Change server.host or server.port.')];
}

async function bindError(host: string, port: number): Promise<string | null> {
  const probe = createServer();
  try {
    probe.listen({ host, port });
    await once(probe, 'listening');
    return null;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? String(thrown);
  } finally {
    probe.close();
  }
}
