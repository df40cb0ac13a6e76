import { adminInterfacesAsOf } from './admin-interfaces.js';
import { baseImagesAsOf } from './base-images.js';
import { baseWorkdirsAsOf } from './base-workdirs.js';
import { capabilitiesAsOf } from './capabilities.js';
import { credentialFilesAsOf } from './credential-files.js';
import { deprecatedImagesAsOf } from './deprecated-images.js';
import { eolAsOf } from './eol-cycles.js';
import { mountsAsOf } from './mounts.js';
import { portsAsOf } from './ports.js';
import { privilegeNeedsAsOf } from './privilege-needs.js';
import { runtimeSocketsAsOf } from './runtime-sockets.js';
import { serverImagesAsOf } from './server-images.js';
import { sysctlsAsOf } from './sysctls.js';

/** When each table was last compared with the world, `YYYY-MM-DD`. */
const DATES: Readonly<Record<string, string>> = {
  'admin interfaces': adminInterfacesAsOf,
  'users of base images': baseImagesAsOf,
  'folders of base images': baseWorkdirsAsOf,
  capabilities: capabilitiesAsOf,
  'credential files': credentialFilesAsOf,
  'deprecated images': deprecatedImagesAsOf,
  'ends of support': eolAsOf,
  'sensitive mounts': mountsAsOf,
  ports: portsAsOf,
  'needs of privileged images': privilegeNeedsAsOf,
  'runtime sockets': runtimeSocketsAsOf,
  'server images': serverImagesAsOf,
  sysctls: sysctlsAsOf,
};

/** Days after which a table says that it is old. */
const OLD = 120;

/** The tables that are older than 120 days on `today` (`YYYY-MM-DD`), and the date of the oldest. `undefined`: none is. */
export function staleTables(today: string): { readonly names: readonly string[]; readonly oldest: string } | undefined {
  const old = Object.entries(DATES).filter(([, date]) => (Date.parse(today) - Date.parse(date)) / 86_400_000 > OLD);
  if (old.length === 0) return undefined;
  return { names: old.map(([name]) => name), oldest: old.map(([, date]) => date).sort()[0]! };
}

/** A sentence about them, for people. */
export function staleNote(today: string): string | undefined {
  const stale = staleTables(today);
  if (!stale) return undefined;
  const names =
    stale.names.length > 3 ? `${stale.names.slice(0, 3).join(', ')} and ${stale.names.length - 3} more` : stale.names.join(', ');
  return `What Seaworthy knows of ${names} is older than ${OLD} days (${stale.oldest}): update it, or findings may be missing or out of date.`;
}
