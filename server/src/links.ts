import type { Client } from './client.js';
import { commands } from './protocol.js';

/** What shows a rule's page in the client itself: nothing is asked of the network. `undefined`: the client has no place for pages. */
export const pageOf = (rule: string, client: Client): string | undefined =>
  client.commands.includes(commands.explainRule)
    ? `command:${commands.explainRule}?${encodeURIComponent(JSON.stringify([rule]))}`
    : undefined;

/** A rule's id as Markdown, as a link where that leads somewhere. */
export function linkTo(rule: string, client: Client): string {
  const page = pageOf(rule, client);
  return page === undefined ? `\`${rule}\`` : `[${rule}](${page})`;
}
