import type { ShellCommand } from '../../core/facts/shell/types.js';

/** Whether the name of a variable may be that of a mode: a cheap look. */
export const mayBeMode = (name: string): boolean =>
  name.endsWith('DEBUG') || name.endsWith('ENV') || name.endsWith('ENVIRONMENT') || name === 'XDEBUG_MODE' || name === 'WERKZEUG_DEBUG_PIN';

/** What a variable should be instead of switching a debug or development mode on; `undefined` when it does not. */
export function withoutDebugging(name: string, value: string): string | undefined {
  if (!mayBeMode(name)) return undefined;
  if (/(?:^|_)DEBUG$/.test(name) && /^(?:1|true|yes|on)$/i.test(value)) return value === '1' ? '0' : 'false';
  if (
    /^(?:FLASK|NODE|RAILS|RACK|APP|ASPNETCORE|DOTNET|SYMFONY|MIX|GO)_?ENV(?:IRONMENT)?$|^ENVIRONMENT$/.test(name) &&
    /^dev(?:el(?:op(?:ment)?)?)?$/i.test(value)
  ) {
    if (/^(?:ASPNETCORE|DOTNET)/.test(name)) return 'Production';
    return /^(?:MIX|SYMFONY)/.test(name) ? 'prod' : 'production';
  }
  if (name === 'XDEBUG_MODE' && value !== '' && value !== 'off') return 'off';
  return name === 'WERKZEUG_DEBUG_PIN' && value === 'off' ? 'on' : undefined;
}

/** Programs that have such a mode. */
const PROGRAMS: ReadonlySet<string | undefined> = new Set(['nodemon', 'flask', 'uvicorn', 'gunicorn', 'hypercorn', 'fastapi', 'rails']);

/** The words that start a program in such a mode; `undefined` when it starts for production. */
export function debugOption({ name, words }: ShellCommand): string | undefined {
  if (!PROGRAMS.has(name) && !PROGRAMS.has(words[1]?.value) && !PROGRAMS.has(words[2]?.value)) return undefined;
  const values = words.map(word => word.value ?? '');
  const runs = (program: string) => name === program || values.slice(1, 3).includes(program);
  if (runs('nodemon')) return 'nodemon';
  if (runs('flask') && values.includes('--debug')) return 'flask --debug';
  if (['uvicorn', 'gunicorn', 'hypercorn', 'flask'].some(runs) && values.includes('--reload')) return '--reload';
  if (name === 'fastapi' && values[1] === 'dev') return 'fastapi dev';
  const at = values.indexOf('-e');
  return runs('rails') && /^dev/.test(at < 0 ? '' : (values[at + 1] ?? '')) ? 'rails -e development' : undefined;
}
