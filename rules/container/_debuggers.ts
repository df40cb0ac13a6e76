/** A debugger that a text starts on every address. */
export interface Debugger {
  readonly tool: string;
  readonly port: number | undefined;
}

const ANY = String.raw`(?:0\.0\.0\.0|\*|\[::\])`;
const PATTERNS: readonly (readonly [tool: string, pattern: RegExp, port: number | undefined])[] = [
  ['Node.js', new RegExp(String.raw`--inspect(?:-brk|-wait)?=${ANY}(?::(\d+))?`), 9229],
  ['Java', new RegExp(String.raw`-(?:agentlib:jdwp=|Xrunjdwp:)\S{0,200}?address=${ANY}:(\d+)`), 5005],
  ['Java', /-Xrunjdwp:\S{0,200}?address=(\d+)/, 5005],
  ['Go', new RegExp(String.raw`\bdlv\b.{0,300}?--listen[= ](?:${ANY})?:(\d+)`), 2345],
  ['Python', new RegExp(String.raw`\bdebugpy\b.{0,300}?--listen[= ]${ANY}:(\d+)`), 5678],
  ['native', new RegExp(String.raw`\bgdbserver\b[^;&|]{0,100}? (?:${ANY})?:(\d+)`), undefined],
];
/** Before Java 9 a port alone meant every address. */
const LEGACY = /-agentlib:jdwp=\S{0,200}?address=(\d+)(?![\d.:])/;
const JMX = /-Dcom\.sun\.management\.jmxremote\.port=(\d+)/;

/** The debugger that the text of a command or of an options variable starts; `undefined` for none, and for those of this machine only. */
export function debuggerIn(text: string, legacyJava = false): Debugger | undefined {
  const line = text.slice(0, 4000);
  for (const [tool, pattern, port] of PATTERNS) {
    const match = pattern.exec(line);
    if (match) return { tool, port: match[1] === undefined ? port : Number(match[1]) };
  }
  const legacy = legacyJava ? LEGACY.exec(line) : null;
  if (legacy) return { tool: 'Java', port: Number(legacy[1]) };
  const jmx = JMX.exec(line);
  return jmx && /jmxremote\.authenticate=false/.test(line) ? { tool: 'Java (JMX)', port: Number(jmx[1]) } : undefined;
}

/** Variables in which runtimes look for options. */
export const isOptionsVariable = (name: string): boolean => /(?:^|_)(?:OPTIONS|OPTS)$/.test(name);
