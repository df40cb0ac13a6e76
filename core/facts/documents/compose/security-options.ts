import type { Setting } from '../../fact.js';
import { appendAt, replaceScalar } from '../yaml/edit.js';
import { isTemplated, textsOf } from '../yaml/values.js';
import { type Item, itemsOf } from './items.js';
import type { ComposeService } from './service.js';
import { seemsStack } from './stack.js';

/** An item of `security_opt`: `key:value`, `key=value`, or the key alone. */
export interface SecurityOption extends Item {
  readonly key: string;
  /** Empty for a key alone. */
  readonly value: string;
}

/** What `security_opt` says. Options with unresolved variables are left out. Source: the engine's parser of security options. */
export function securityOptionsOf(service: ComposeService): readonly SecurityOption[] {
  const items = itemsOf(service, 'security_opt');
  if (items.length === 0) return [];
  return items.flatMap(item => {
    const match = /^([\w-]+)(?:[:=](.*))?$/s.exec(item.text ?? '');
    return match ? [{ ...item, key: match[1]!, value: match[2] ?? '' }] : [];
  });
}

/** `no-new-privileges`, `no-new-privileges:true`, `no-new-privileges=true`; inverted: whether privileges can grow. */
export function escalationOf(service: ComposeService): Setting<boolean> {
  const found = securityOptionsOf(service).find(({ key }) => key === 'no-new-privileges');
  const place = `${service.place}.security_opt.no-new-privileges`;
  if (found) {
    const blocked = found.value === '' || /^(?:true|1|t)$/i.test(found.value);
    return {
      value: !blocked,
      origin: isTemplated(found.value) ? 'unknown' : 'here',
      span: found.span,
      place,
      set: value => replaceScalar(found.node, `no-new-privileges:${!value}`),
      remove: () => found.remove(),
    };
  }
  return {
    value: undefined,
    origin: hidesOptions(service) ? 'unknown' : 'default',
    span: service.nearest(['security_opt']),
    place,
    set: value => (value ? [] : seemsStack(service.project) ? null : appendAt(service.map, ['security_opt'], 'no-new-privileges:true')),
    remove: () => [],
  };
}

/** Whether some option cannot be read. */
const hidesOptions = (service: ComposeService): boolean =>
  service.partial ||
  service.setting(['security_opt'], textsOf, value => value).origin === 'unknown' ||
  itemsOf(service, 'security_opt').some(({ text }) => text === undefined);

/** The profile that an option names: `unconfined`, or `localhost/<profile>`. */
export function profileOf(service: ComposeService, key: 'seccomp' | 'apparmor'): Setting<string> {
  const found = securityOptionsOf(service).find(option => option.key === key);
  const place = `${service.place}.security_opt.${key}`;
  if (!found)
    return {
      value: undefined,
      origin: service.partial ? 'unknown' : 'default',
      span: service.span,
      place,
      set: () => null,
      remove: () => [],
    };
  return {
    value: /^unconfined$/i.test(found.value) ? 'unconfined' : `localhost/${found.value}`,
    origin: isTemplated(found.value) ? 'unknown' : 'here',
    span: found.span,
    place,
    set: () => null,
    remove: () => found.remove(),
  };
}
