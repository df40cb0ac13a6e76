import type { ComposeService } from '../../core/facts/documents/compose.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';

/** Whether a service ends by itself: it is not restarted on purpose, or another service waits for its end. */
export function isJob(service: ComposeService): boolean {
  if (/^(?:no|false)$/i.test(service.text('restart').value ?? '')) return true;
  const { root, text } = service.document;
  if (!/service_completed_successfully|\\/.test(text)) return false;
  const services = root?.get('services')?.value;
  return (
    services?.type === 'map' &&
    services.entries().some(({ value }) => {
      const condition = value?.type === 'map' ? value.at('depends_on', service.name, 'condition') : undefined;
      return textOf(condition) === 'service_completed_successfully';
    })
  );
}
