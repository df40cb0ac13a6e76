import type { ImageDetails, ImageUse } from '../../../core/index.js';
import type { Session } from '../session.js';

/** Longer lists say how much more there is. */
const MOST = 6;

/** What the user had a registry asked about an image, for the hover: one paragraph; none while nobody asked. */
export function imageFacts({ registries, host }: Session, { reference, text }: ImageUse): string[] {
  const details = reference && registries.known.details(reference);
  return details ? [`**${code(text)} at its registry**\n\n${factsOf(details, host.today()).join('  \n')}`] : [];
}

/** As lines of Markdown. @param today `YYYY-MM-DD`. */
export function factsOf(details: ImageDetails, today: string): string[] {
  const { digest, user, ports, volumes, created, labels, healthcheck, platforms, attached } = details;
  const version = labels['org.opencontainers.image.version'];
  return [
    `Digest ${code(digest)}`,
    ...(created ? [`Built on ${created.slice(0, 10)}, ${ageOf(created, today)}`] : []),
    ...(version ? [`Version ${code(version)}`] : []),
    `Runs as ${user === '' ? 'root: it names no user' : code(user)}`,
    ...(ports.length > 0 ? [`Ports ${list(ports)}`] : []),
    ...(volumes.length > 0 ? [`Volumes ${list(volumes)}`] : []),
    ...(platforms.length > 0 ? [`Platforms ${list(platforms)}`] : []),
    healthcheck ? 'Has a health check' : 'Has no health check',
    ...(attached === undefined
      ? []
      : [attached.length > 0 ? `Attached: ${attached.join(', ')} (present, not verified)` : 'Nothing is attached, no signature either']),
  ];
}

const list = (items: readonly string[]): string =>
  items.slice(0, MOST).map(code).join(', ') + (items.length > MOST ? ` and ${items.length - MOST} more` : '');

/** Registries say what they like: nothing of it becomes Markdown. */
const code = (text: string): string => `\`${text.replace(/[`\r\n]/g, ' ').slice(0, 120)}\``;

function ageOf(created: string, today: string): string {
  const days = Math.floor((Date.parse(today) - Date.parse(created.slice(0, 10))) / 86_400_000);
  if (days <= 0) return 'today';
  return days === 1 ? '1 day ago' : `${days} days ago`;
}
