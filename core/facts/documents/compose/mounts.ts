import type { Mount } from '../../views/container.js';
import { booleanOf, textOf, type YamlMap, type YamlNode } from '../yaml.js';
import { replaceScalar } from '../yaml-edit.js';
import { settingAt } from '../yaml-setting.js';
import { resolveDefaults } from './interpolation.js';
import type { ComposeService } from './service.js';

/** `volumes` in both syntaxes and `tmpfs`. Source: Compose specification. */
export function mountsOf(service: ComposeService): readonly Mount[] {
  const volumes = service.all('volumes').flatMap(entry => (entry.value?.type === 'seq' ? entry.value.items() : []));
  const tmpfs = service.all('tmpfs').flatMap(({ value }) => (value?.type === 'seq' ? value.items() : [value]));
  return [
    ...volumes.flatMap((item, index) =>
      item?.type === 'map' ? [longMount(service, item, index)] : item ? shortMount(service, item, index) : [],
    ),
    ...tmpfs.flatMap((item, index) => (item?.type === 'scalar' ? [tmpfsMount(service, item, index)] : [])),
  ];
}

/** Whether a mount at `target` holds `path`. */
export const tmpfsCovers = (target: string, path: string): boolean => {
  const folder = target.replace(/\/+$/, '');
  return path === folder || path.startsWith(`${folder}/`);
};

/** `[source:]target[:mode,...]`. A Windows drive letter keeps its colon. A source that starts like a path is a bind, else a volume. */
function shortMount(service: ComposeService, item: YamlNode, index: number): readonly Mount[] {
  const text = resolveDefaults(textOf(item) ?? '');
  if (text === undefined || item.type !== 'scalar') return [];
  const match = /^(?:((?:[A-Za-z]:)?[^:]*):)?((?:[A-Za-z]:)?[^:]+)(?::([^:]*))?$/.exec(text);
  if (!match) return [];
  const [, source, target, mode = ''] = match;
  const modes = mode.split(',');
  const place = `${service.place}.volumes.${target ?? index}`;
  const readOnly = modes.includes('ro');
  return [
    {
      type: source !== undefined && /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source) ? 'bind' : 'volume',
      source,
      target,
      readOnly: {
        value: readOnly,
        origin: 'here',
        span: item.span,
        place: `${place}.ro`,
        set: value => {
          if (value === readOnly || source === undefined) return [];
          const rest = modes.filter(m => m !== '' && m !== 'rw' && m !== 'ro');
          return textOf(item) === text
            ? replaceScalar(item, [source, target, [...(value ? ['ro'] : []), ...rest].join(',')].filter(Boolean).join(':'))
            : null;
        },
        remove: () => null,
      },
      propagation: modes.find(m => /^r?(?:shared|slave|private)$/.test(m)),
      span: item.span,
      place,
      units: service.units,
    },
  ];
}

function longMount(service: ComposeService, map: YamlMap, index: number): Mount {
  const target = resolveDefaults(textOf(map.get('target')?.value) ?? '');
  const type = textOf(map.get('type')?.value);
  const source = map.get('source')?.value ?? map.get('src')?.value;
  const place = `${service.place}.volumes.${target || index}`;
  const bind = map.get('bind')?.value;
  return {
    type: type === 'bind' || type === 'volume' || type === 'tmpfs' ? type : 'other',
    source: source === undefined ? undefined : resolveDefaults(textOf(source) ?? ''),
    target,
    readOnly: settingAt({
      map,
      path: ['read_only'],
      place: `${place}.read_only`,
      owner: source?.span ?? map.span,
      partial: false,
      read: booleanOf,
      write: value => value,
    }),
    propagation: bind?.type === 'map' ? textOf(bind.get('propagation')?.value) : undefined,
    span: source?.span ?? map.span,
    place,
    units: service.units,
  };
}

function tmpfsMount(service: ComposeService, item: YamlNode, index: number): Mount {
  const target = textOf(item)?.split(':')[0];
  const place = `${service.place}.tmpfs.${target ?? index}`;
  return {
    type: 'tmpfs',
    source: undefined,
    target,
    readOnly: { value: false, origin: 'default', span: item.span, place, set: () => null, remove: () => null },
    propagation: undefined,
    span: item.span,
    place,
    units: service.units,
  };
}
