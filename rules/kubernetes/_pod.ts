import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import type { Pod } from '../../core/facts/documents/kubernetes.js';
import type { Setting } from '../../core/facts/fact.js';
import type { Fix } from '../../core/judge/rule.js';

/** One place of a pod that has a `securityContext`. */
export interface SecurityLevel {
  /** To begin a sentence with. */
  readonly name: string;
  /** What holds the `securityContext`. */
  readonly fields: Fields;
}

/** Where a level says that it runs on the Windows node itself. */
export const HOST_PROCESS = ['securityContext', 'windowsOptions', 'hostProcess'] as const;

/** The pod and its containers. Pod Security judges each level by itself, whatever overrides it. */
export const securityLevels = (pod: Pod): readonly SecurityLevel[] => [
  { name: pod.object.title, fields: pod.fields },
  ...pod.containers.map(({ name, fields }) => ({ name, fields })),
];

/** A fix that writes the number that the user gives. */
export function askForNumber(setting: Setting<number>, title: string, prompt: string, placeholder: string): readonly Fix[] {
  if (!setting.set(Number(placeholder))) return [];
  return [
    {
      title,
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const answer = await ask({ prompt, placeholder });
        return answer === null || !/^\d+$/.test(answer.trim()) ? null : setting.set(Number(answer));
      },
    },
  ];
}

/** A fix that mounts a claim where a volume of another kind is. */
export function claimInstead(volume: Fields, kind: string): readonly Fix[] {
  const edits = (claimName: string) => volume.replaceKey(kind, 'persistentVolumeClaim', { claimName });
  if (!edits('data')) return [];
  return [
    {
      title: 'Mount a persistent volume claim instead ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const claim = await ask({ prompt: 'Which claim holds the data?', placeholder: 'data' });
        return claim === null ? null : edits(claim);
      },
    },
  ];
}
