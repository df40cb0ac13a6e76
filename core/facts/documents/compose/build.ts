import { memo } from '../../memo.js';
import { resolvePath } from '../../path.js';
import type { Workspace } from '../../workspace.js';
import { type DockerfileDocument, parseDockerfile, type Stage, stageNamed } from '../dockerfile.js';
import type { YamlNode, YamlScalar } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import type { ComposeService } from './service.js';

/** What a service is built from. Paths are POSIX, relative to the root; `undefined` where they leave it or a variable decides. */
export interface ComposeBuild {
  readonly context: string | undefined;
  readonly dockerfile: string | undefined;
  /** A Dockerfile that is written in the Compose file. */
  readonly inline: YamlScalar | undefined;
  readonly target: string | undefined;
  /** Values for `ARG`; those that come from outside map to `undefined`. */
  readonly args: ReadonlyMap<string, string | undefined>;
}

/** `build` in both syntaxes, merged from all layers; `undefined` when nothing is built. Source: Compose build specification. */
export const buildOf = memo((service: ComposeService): ComposeBuild | undefined => {
  const entries = service.all('build');
  if (entries.length === 0) return undefined;
  const builds = entries.flatMap(({ value }) => value ?? []);
  if (builds.length === 0) return undefined;
  /** A path alone is the context. */
  const node = (key: string): YamlNode | undefined =>
    builds.flatMap(build =>
      build.type === 'map' ? (build.get(key)?.value ?? []) : build.type === 'scalar' && key === 'context' ? build : [],
    )[0];
  const text = (key: string) => {
    const written = textOf(node(key));
    return written === undefined ? undefined : { resolved: service.resolve(written) };
  };
  const context = text('context') ?? { resolved: '.' };
  const dockerfile = text('dockerfile') ?? { resolved: 'Dockerfile' };
  const inline = node('dockerfile_inline');
  const folder =
    context.resolved === undefined || isRemote(context.resolved) ? undefined : resolvePath(service.project.folder, context.resolved);
  return {
    context: folder,
    dockerfile: inline || folder === undefined || dockerfile.resolved === undefined ? undefined : resolvePath(folder, dockerfile.resolved),
    inline: inline?.type === 'scalar' ? inline : undefined,
    target: text('target')?.resolved,
    args: argsOf(service),
  };
});

const isRemote = (context: string): boolean => /^[a-z][a-z0-9+.-]+:|^git@/i.test(context);

function argsOf(service: ComposeService): ReadonlyMap<string, string | undefined> {
  const args = new Map<string, string | undefined>();
  for (const { value } of [...service.all('build', 'args')].reverse()) {
    if (value?.type === 'map') for (const entry of value.entries()) args.set(entry.key, resolved(service, textOf(entry.value)));
    for (const item of value?.type === 'seq' ? value.items() : []) {
      const [, name, text] = /^([^=]+)(?:=(.*))?$/s.exec(textOf(item) ?? '') ?? [];
      if (name !== undefined) args.set(name, resolved(service, text));
    }
  }
  return args;
}

const resolved = (service: ComposeService, text: string | undefined): string | undefined =>
  text === undefined ? undefined : service.resolve(text);

/** The Dockerfile that a service is built from; `undefined` when it builds none, or it is not in the workspace. */
export function dockerfileOf(service: ComposeService, workspace: Workspace): DockerfileDocument | undefined {
  const build = buildOf(service);
  if (!build) return undefined;
  if (build.inline) return parseDockerfile('Dockerfile', withArgs(service.resolve(build.inline.text) ?? build.inline.text, build.args));
  const document = build.dockerfile === undefined ? undefined : workspace.document(build.dockerfile);
  if (document?.kind !== 'dockerfile') return undefined;
  const text = withArgs(document.text, build.args);
  return text === document.text ? document : parseDockerfile(document.path, text);
}

/** The Dockerfile with the defaults of its arguments as this build has them. Its offsets are not those of the file. */
const withArgs = (text: string, args: ComposeBuild['args']): string =>
  args.size === 0
    ? text
    : text.replace(/^([ \t]*ARG[ \t]+)([A-Za-z_]\w*)(?:=\S*)?(?=[ \t]*$)/gim, (line, keyword: string, name: string) => {
        if (!args.has(name)) return line;
        const value = args.get(name);
        return value === undefined ? `${keyword}${name}` : `${keyword}${name}=${JSON.stringify(value)}`;
      });

/** The stage that a service builds and ships: USER, EXPOSE, VOLUME and HEALTHCHECK of its image are `last` and `all` of it. */
export function builtStage(service: ComposeService, workspace: Workspace): Stage | undefined {
  const stages = stagesOf(service);
  if (!stages.has(workspace)) stages.set(workspace, findStage(service, workspace));
  return stages.get(workspace);
}

/** Several rules ask for the same one. */
const stagesOf = memo((_: ComposeService) => new Map<Workspace, Stage | undefined>());

function findStage(service: ComposeService, workspace: Workspace): Stage | undefined {
  const all = dockerfileOf(service, workspace)?.stages ?? [];
  const target = buildOf(service)?.target;
  if (target === undefined) return service.all('build', 'target').length > 0 ? undefined : all.at(-1);
  return stageNamed(all, target);
}
