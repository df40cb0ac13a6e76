import type { Instruction, Word } from '../../core/facts/documents/dockerfile.js';
import { normalizeHostPath } from '../../core/facts/tables/paths.js';
import { defineRule, type Severity } from '../../core/judge/rule.js';
import { fixWith } from '../command/_edits.js';
import { isIn, withoutArgument } from './_paths.js';

const SYSTEM = ['/proc', '/sys', '/dev', '/boot', '/lib/modules'];
/** More than these in one instruction are nobody's. */
const MAX_PATHS = 200;
/** Folders of home folders. */
const SECRETS = /^\/(?:root|home\/[^/]+)\/\.(?:ssh|aws|azure|gnupg|kube|docker)(?:\/|$)/;
const SOCKET = /\/(?:docker|containerd|podman|crio)\.sock$/;

export default defineRule({
  meta: {
    id: 'no-sensitive-volume',
    title: 'A system folder is declared as a volume',
    layer: 'host',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.6', '5.32'],
      'owasp-docker': ['RULE #1'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      semgrep: ['dockerfile-dockerd-socket-mount'],
      dockle: ['DKL-DI-0002'],
    },

    why: 'A declared volume asks whoever starts the container to mount something there: of the kernel, of the system, or the socket of the engine. What lies there outlives the container, changed or not.',
    remedy: 'Declare folders of data only; let who needs a socket or device mount it knowingly.',
    exceptions: 'Folders of data. Those below `/etc` and `/root` are reported as low, those below `/run` as information.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM docker:28\nVOLUME ["/data", «"/var/run/docker.sock"»]\n',
        fixed: 'FROM docker:28\nVOLUME ["/data"]\n',
        message: 'The engine behind /var/run/docker.sock is to be mounted: it commands the host.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nVOLUME «/etc» /data\n',
        fixed: 'FROM debian:12\nVOLUME /data\n',
        message: '/etc is to be mounted: it belongs to the system.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nVOLUME «/root/.ssh»\nCMD ["serve"]\n', fixed: 'FROM debian:12\nCMD ["serve"]\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nVOLUME /var/lib/postgresql/data /data $DATA\nVOLUME ["/devices", "/etcetera"]\n' },
    ],
  },

  keywords: ['VOLUME'],
  checks: {
    *instruction(instruction) {
      for (const word of instruction.words.slice(0, MAX_PATHS)) {
        const path = instruction.expand(word).value;
        const risk = path?.startsWith('/') ? riskOf(normalizeHostPath(path)) : undefined;
        if (!risk) continue;
        yield {
          at: { span: word.span, place: `${instruction.place}/${path}` },
          message: SOCKET.test(path!)
            ? `The engine behind ${path} is to be mounted: it commands the host.`
            : `${path} is to be mounted: it belongs to the system.`,
          severity: risk,
          fixes: fixWith(`Do not declare ${path} as a volume`, removal(instruction, word)),
        };
      }
    },
  },
});

const removal = (instruction: Instruction, word: Word) => withoutArgument(instruction, word, instruction.words);

function riskOf(path: string): Severity | undefined {
  if (path === '/' || SOCKET.test(path) || SYSTEM.some(folder => isIn(path, folder))) return 'high';
  if (SECRETS.test(path)) return 'low';
  if (path === '/run' || isIn(path, '/etc') || isIn(path, '/root')) return 'high';
  return isIn(path, '/run') ? 'info' : undefined;
}
