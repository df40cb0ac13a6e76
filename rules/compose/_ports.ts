import type { Port } from '../../core/facts/views/container.js';
import type { Fix } from '../../core/judge/rule.js';

/** Whether the port is published on every address of the host. */
export const isOpen = ({ published, hostIp }: Port): boolean => published && hostIp === undefined;

/** Publishes a port to the machine itself only; what a proxy on it or another container reaches stays reachable. */
export const bindFix = (port: Port, what: string, shortly: string): readonly Fix[] =>
  port.bindTo('127.0.0.1')
    ? [
        {
          title: `Publish ${shortly} to this machine only (127.0.0.1)`,
          safety: 'review',
          assumes: `Nobody uses ${what} from another machine.`,
          edits: () => port.bindTo('127.0.0.1'),
        },
      ]
    : [];
