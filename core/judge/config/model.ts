import type { FileKind } from '../../facts/fact.js';
import type { Framework, OptionValue, Preset, Severity } from '../rule.js';

/** File names of the configuration, in the order in which they are looked for in a folder; then `seaworthy` in `package.json`. */
export const configNames = ['seaworthy.yaml', '.seaworthy.yaml', '.seaworthy.json'] as const;

/** A config that others extend: `base.seaworthy.yaml`. It says nothing by itself. */
const SHARED = /(?:^|\/)[^/]+\.seaworthy\.(?:yaml|json)$/;

/** Names that people write and that are not looked for: told instead of being passed over in silence. */
const MISNAMED = /(?:^|\/)(?:\.?seaworthy\.yml|seaworthy\.json|[^/]+\.seaworthy\.yml)$/;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** How a file's name makes it a configuration. `undefined`: it is none. Only some `package.json` are: those with a key `seaworthy`. */
export function configRole(path: string): 'own' | 'package' | 'shared' | 'misnamed' | undefined {
  const name = nameOf(path);
  if ((configNames as readonly string[]).includes(name)) return 'own';
  if (name === 'package.json') return 'package';
  return SHARED.test(path) ? 'shared' : MISNAMED.test(path) ? 'misnamed' : undefined;
}

/** What a config says of one rule. */
export interface RuleConfig {
  readonly level?: 'off' | Severity;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Why the rule is off: an accepted risk. */
  readonly reason?: string;
}

/** Pod Security Standards, weakest first. */
export const podSecurityLevels = ['privileged', 'baseline', 'restricted'] as const;
export type PodSecurityLevel = (typeof podSecurityLevels)[number];

/** What is known of an image that registries do not tell. */
export interface BaseImage {
  /** The user that it ends with, as `USER` would say it. */
  readonly user?: string;
  /** The last day on which somebody supports it, `YYYY-MM-DD`, or `never`: instead of what the tables know. */
  readonly endOfLife?: string;
}

/** How the engine is told to put Compose files together. Paths are relative to the folder of the config that says them. */
export interface ComposeSettings {
  /** Files in the order of `docker compose -f`; empty: what the engine finds by itself. */
  readonly files: readonly string[];
  readonly profiles: readonly string[];
  /** Empty: the `.env` beside the first file. */
  readonly envFile: readonly string[];
}

/** A pattern with the folder that it is relative to (POSIX, relative to the workspace's top; `''` is the top). */
export interface Glob {
  readonly folder: string;
  readonly pattern: string;
}

/** The configuration in force for a file. One object for each distinct configuration: plans are kept by it. */
export interface Config {
  /** Bounds the workspace: nothing above this folder is looked at. */
  readonly root: boolean;
  readonly preset: Preset;
  readonly rules: Readonly<Record<string, RuleConfig>>;
  /** Files that are not analysed. */
  readonly exclude: readonly Glob[];
  /** Frameworks whose controls are shown; empty: those that are shown by default. */
  readonly frameworks: readonly Framework[];
  /** 0 to 100. `undefined`: no gate. */
  readonly minimumScore: number | undefined;
  /** The weakest severity that fails a build. `undefined`: the command line's default. */
  readonly failOn: Severity | 'none' | undefined;
  readonly registries: {
    /** Registries with as much of a path as is wanted; empty: any. */
    readonly trusted: readonly string[];
  };
  /** What pods are held to; `undefined`: nothing is said. */
  readonly podSecurity: { readonly level: PodSecurityLevel /** `latest` or `v1.32`. */; readonly version: string } | undefined;
  /** By image, without tag or digest, or with a tag: `registry.example/base/node`. */
  readonly baseImages: Readonly<Record<string, BaseImage>>;
  /** Kinds of files by glob, the nearest config's first. `none`: not analysed as anything. */
  readonly files: readonly { readonly glob: Glob; readonly kind: FileKind | 'none' }[];
  readonly compose: ComposeSettings & {
    /** What `files` and `envFile` are relative to. */
    readonly folder: string;
  };
}

export const defaultConfig: Config = {
  root: false,
  preset: 'recommended',
  rules: {},
  exclude: [],
  frameworks: [],
  minimumScore: undefined,
  failOn: undefined,
  registries: { trusted: [] },
  podSecurity: undefined,
  baseImages: {},
  files: [],
  compose: { folder: '', files: [], profiles: [], envFile: [] },
};

/** What one source says itself: every part may be missing. The grammar in `grammar.ts` reads exactly this. */
export interface Said {
  readonly extends?: readonly string[];
  readonly root?: boolean;
  readonly preset?: Preset;
  readonly rules?: Readonly<Record<string, RuleConfig>>;
  readonly overrides?: readonly SaidOverride[];
  readonly exclude?: readonly string[];
  readonly frameworks?: readonly Framework[];
  readonly minimumScore?: number;
  readonly failOn?: Severity | 'none';
  readonly registries?: { readonly trusted?: readonly string[] };
  readonly podSecurity?: { readonly level?: PodSecurityLevel; readonly version?: string };
  readonly baseImages?: Readonly<Record<string, BaseImage>>;
  readonly files?: Readonly<Record<string, FileKind | 'none'>>;
  readonly compose?: Partial<ComposeSettings>;
}

/** Settings for some files only. */
export interface SaidOverride extends Pick<Said, 'preset' | 'rules' | 'registries' | 'podSecurity' | 'baseImages'> {
  /** Globs of the files that it is for. */
  readonly files: readonly string[];
}
