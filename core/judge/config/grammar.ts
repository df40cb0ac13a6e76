import { presets, severities } from '../rule.js';
import { podSecurityLevels } from './model.js';

/** What a value looks like. Parser, schema, completion and hover all follow from it. */
export type Shape =
  | { readonly type: 'boolean' }
  | { readonly type: 'text'; readonly pattern?: string; readonly hint?: string }
  | { readonly type: 'number'; readonly least: number; readonly most: number }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  /** A single value counts as a list of one. */
  | { readonly type: 'list'; readonly of: Shape }
  /** Known keys. */
  | { readonly type: 'map'; readonly keys: Keys; readonly required?: readonly string[] }
  /** Keys of the user's own. */
  | { readonly type: 'table'; readonly keys?: 'images'; readonly value: Shape }
  /** Rule ids with a level each. */
  | { readonly type: 'rules' };

export interface Key {
  readonly shape: Shape;
  /** A sentence or two of Markdown. */
  readonly description: string;
  /** It exists elsewhere and is refused in a file: why, and where it belongs. */
  readonly refused?: string;
}

export type Keys = Readonly<Record<string, Key>>;

export const frameworkIds = [
  'cis-docker-1.6',
  'cis-k8s-1.12',
  'pss',
  'nsa',
  'owasp-docker',
  'owasp-k8s',
  'mitre',
  'nist-800-190',
  'nist-800-53',
  'pci-dss-4',
  'soc2',
  'hipaa',
] as const;

/** Free text. */
const text: Shape = { type: 'text' };
const globs: Shape = { type: 'list', of: text };

const preset: Key = {
  shape: { type: 'choice', of: presets },
  description: '`essential`: what opens the host or a secret; `recommended`: and what is plainly missing; `strict`: everything.',
};
const rules: Key = {
  shape: { type: 'rules' },
  description: 'Rules by id: `off`, a severity, `[severity, options]` or `[off, reason]`.',
};
const registries: Key = {
  shape: {
    type: 'map',
    keys: {
      trusted: {
        shape: { type: 'list', of: text },
        description: 'Registries that images may come from, each with as much of a path as you want to fix: `registry.example/team`.',
      },
      mirrors: {
        shape: { type: 'table', value: text },
        description: 'Where a registry is really asked. Only in your own settings.',
        refused:
          '`mirrors` decides which hosts are asked on your behalf, and a repository must not decide that: set `seaworthy.registry.mirrors` in your user settings.',
      },
    },
  },
  description: 'Registries that you trust.',
};
const podSecurity: Key = {
  shape: {
    type: 'map',
    required: ['level'],
    keys: {
      level: {
        shape: { type: 'choice', of: podSecurityLevels },
        description: 'The Pod Security Standard that pods are held to.',
      },
      version: {
        shape: { type: 'text', pattern: '^(?:latest|v?1\\.\\d+)$', hint: '`latest` or a version such as `v1.32`' },
        description: 'The version of the standard: `latest`, or that of your clusters.',
      },
    },
  },
  description: 'The Pod Security Standard that your namespaces enforce.',
};
const baseImages: Key = {
  shape: {
    type: 'table',
    keys: 'images',
    value: {
      type: 'map',
      keys: {
        user: { shape: text, description: 'The user that the image ends with, as `USER` would say it.' },
        endOfLife: {
          shape: { type: 'text', pattern: '^(?:never|\\d{4}-\\d{2}-\\d{2})$', hint: 'a date such as `2027-06-30`, or `never`' },
          description: 'The last day on which you get fixes for it, where that is not what the vendor says: support that you pay for.',
        },
      },
    },
  },
  description: 'What you know of your base images: `registry.example/base/node: { user: node }`.',
};

/** Every key of a configuration file. */
export const grammar: Keys = {
  $schema: { shape: text, description: 'For editors: where the schema of this file is.' },
  extends: {
    shape: { type: 'list', of: text },
    description:
      'What this builds on: `parent` (the next config above), a preset, or the path of a file; later ones win over earlier ones.',
  },
  root: {
    shape: { type: 'boolean' },
    description: 'Whether this folder is a workspace of its own: nothing above it is looked at.',
  },
  preset,
  rules,
  overrides: {
    shape: {
      type: 'list',
      of: {
        type: 'map',
        required: ['files'],
        keys: {
          files: { shape: globs, description: 'The files that this is for: globs, relative to this folder.' },
          preset,
          rules,
          registries,
          podSecurity,
          baseImages,
        },
      },
    },
    description: 'Other settings for some files; later ones win over earlier ones.',
  },
  exclude: { shape: globs, description: 'Files that are not analysed: globs, relative to this folder.' },
  frameworks: {
    shape: { type: 'list', of: { type: 'choice', of: frameworkIds } },
    description: 'Frameworks whose controls you want to see.',
  },
  minimumScore: {
    shape: { type: 'number', least: 0, most: 100 },
    description: 'The command line fails below this score.',
  },
  failOn: {
    shape: { type: 'choice', of: [...severities, 'none'] },
    description: 'The command line fails from this severity on.',
  },
  registries,
  podSecurity,
  baseImages,
  files: {
    shape: { type: 'table', value: { type: 'choice', of: ['dockerfile', 'compose', 'kubernetes', 'daemon', 'none'] } },
    description: 'What files are, by glob, where their names do not tell: `deploy/*.tmpl: kubernetes`.',
  },
  compose: {
    shape: {
      type: 'map',
      keys: {
        files: { shape: globs, description: 'The files that are laid over each other, in the order of `docker compose -f`.' },
        profiles: { shape: globs, description: 'Profiles that are active.' },
        envFile: { shape: globs, description: 'Files that variables come from, instead of `.env`.' },
      },
    },
    description: 'How the engine is told to put your Compose files together.',
  },
};
