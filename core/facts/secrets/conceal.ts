import { classifySecret } from './classify.js';

const ASSIGNMENT = /([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(["']?)([^\s"'#]+(?:[^"'#\r\n]*[^\s"'#])?)\2/g;
/** `- name: X`, and `value: Y` on the line below, as Kubernetes has variables. */
const NAME = /^[ +-]*(?:- )?name:\s*["']?([\w.-]+)["']?\s*$/;
const VALUE = /^([ +-]*value:\s*)(\S.*)$/;

/**
 * A text that is shown, line by line without what its names or its shape say is secret: `DB_PASSWORD=***`. For excerpts and differences of
 * files, which would else say what the file was to stop saying.
 */
export function concealSecrets(text: string): string {
  let above: string | undefined;
  return text
    .split('\n')
    .map(line => {
      const value = VALUE.exec(line);
      const name = above;
      above = NAME.exec(line)?.[1];
      if (value && name !== undefined && classifySecret(name, value[2]!.replace(/^["']|["']$/g, ''))) return `${value[1]}***`;
      return concealIn(line);
    })
    .join('\n');
}

function concealIn(line: string): string {
  let shown = line;
  for (const [, name, , value] of line.matchAll(ASSIGNMENT)) {
    const secret = classifySecret(name, value!);
    if (secret) shown = shown.replace(value!, () => `${value!.slice(0, secret.start)}***${value!.slice(secret.end)}`);
  }
  const whole = classifySecret(undefined, shown);
  return whole ? `${shown.slice(0, whole.start)}***${shown.slice(whole.end)}` : shown;
}
