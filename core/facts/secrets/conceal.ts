import { classifySecret } from './classify.js';

/** What closes a value in flow style or JSON is none of it. */
const ASSIGNMENT = /([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(["']?)([^\s"'#](?:[^"'#\r\n]*[^\s"'#,}\]])?)\2/g;
/** `- name: X`, and `value: Y` on the line below, as Kubernetes has variables; both on one line in flow style. */
const NAME = /^[ +-]*(?:- )?["']?name["']?:\s*["']?([\w.-]+)["']?\s*,?\s*$/;
const VALUE = /^([ +-]*["']?value["']?:\s*)(\S.*?)([\s,}\]]*)$/;
const PAIR = /["']?name["']?:\s*["']?([\w.-]+)["']?\s*,\s*["']?value["']?:\s*(["']?)([^\s"'#](?:[^"'#\r\n]*?[^\s"'#])?)\2(?=\s*[,}])/g;

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
      if (value && name !== undefined && classifySecret(name, value[2]!.replace(/^["']|["']$/g, ''))) return `${value[1]}***${value[3]}`;
      return concealIn(line);
    })
    .join('\n');
}

function concealIn(line: string): string {
  let shown = line;
  for (const [, name, , value] of [...line.matchAll(ASSIGNMENT), ...line.matchAll(PAIR)]) {
    const secret = classifySecret(name, value!);
    if (secret) shown = shown.replace(value!, () => `${value!.slice(0, secret.start)}***${value!.slice(secret.end)}`);
  }
  const whole = classifySecret(undefined, shown);
  return whole ? `${shown.slice(0, whole.start)}***${shown.slice(whole.end)}` : shown;
}
