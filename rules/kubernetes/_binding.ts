import type { Binding, Subject } from '../../core/facts/documents/kubernetes/object.js';
import { assuming, type Check, type Severity, without } from '../../core/judge/rule.js';

export interface SubjectSpec {
  /** Whether a binding to that subject is reported. */
  matches(subject: Subject, binding: Binding): boolean;
  message(role: string): string;
  severity?(binding: Binding): Severity | undefined;
}

/** A check of every subject of a RoleBinding or ClusterRoleBinding. */
export const subjectCheck = ({ matches, message, severity }: SubjectSpec): Check<'object'> =>
  function* check({ binding }) {
    if (!binding) return;
    for (const subject of binding.subjects) {
      if (!matches(subject, binding)) continue;
      const other = severity?.(binding);
      yield {
        at: subject,
        message: message(binding.roleName === undefined ? 'a role' : `\`${binding.roleName}\``),
        ...(other ? { severity: other } : {}),
        fixes: assuming(without(subject, `Take ${subject.name ?? 'it'} out of the binding`), 'Nothing needs these rights by this way.'),
      };
    }
  };
