import type { Port } from '../../core/facts/views/container.js';

/** Whether the port is published on every address of the host. */
export const isOpen = ({ published, hostIp }: Port): boolean => published && hostIp === undefined;
