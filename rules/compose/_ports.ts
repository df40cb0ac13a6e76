import type { Port } from '../../core/facts/views/container.js';
import { type Fix, type Severity, severities } from '../../core/judge/rule.js';

/** Whether the port is published on every address of the host. */
export const isOpen = ({ published, hostIp }: Port): boolean => published && hostIp === undefined;

/** One step less where a variable, which is named after a port, might bring an address with it. */
export const severityAt = ({ fromVariable }: Port, severity: Severity): Severity =>
  fromVariable ? (severities[severities.indexOf(severity) + 1] ?? severity) : severity;

/** Publishes a port to the machine itself only; what a proxy on it or another container reaches stays reachable. */
export const bindFix = (port: Port, what: string, shortly: string): readonly Fix[] =>
  port.bindTo('127.0.0.1')
    ? [
        {
          title: `Publish ${shortly} to this machine only (127.0.0.1)`,
          safety: 'review',
          assumes: port.fromVariable
            ? `The variable holds a port without an address, and nobody uses ${what} from another machine.`
            : `Nobody uses ${what} from another machine.`,
          edits: () => port.bindTo('127.0.0.1'),
        },
      ]
    : [];
