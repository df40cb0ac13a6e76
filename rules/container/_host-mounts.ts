import { runtimeSocket } from '../../core/facts/tables/runtime-sockets.js';
import type { Mount } from '../../core/facts/views/container.js';

const SCRATCH = /(?:^|\/)(?:tmp|temp|cache|scratch)(?:\/|$)/i;
/** Where programs keep what they write. */
const DATA = /(?:^|\/)(?:data|db|database|uploads?|media|storage|backups?|cache|logs?|tmp|var\/lib|var\/log|var\/opt|dump)(?:\/|$)/i;

/** Whether a path is by its name for what nobody misses. */
export const isScratchPath = (path = ''): boolean => SCRATCH.test(path);

/** Whether a writable mount is. */
export const isScratch = ({ source, target, readOnly }: Mount): boolean =>
  readOnly.value !== true && (isScratchPath(source) || isScratchPath(target));

/** Whether a mount is by its names for what the program writes. */
export const isForData = ({ source, target }: Partial<Pick<Mount, 'source' | 'target'>>): boolean =>
  DATA.test(source ?? '') || DATA.test(target ?? '');

/** A socket or a device: a read-only mount changes nothing there. */
export const isChannel = ({ hostType }: Mount, source: string): boolean =>
  runtimeSocket(source)?.exact === true || /\.sock$|^\/dev\//.test(source) || /^(?:Socket|CharDevice|BlockDevice)$/.test(hostType ?? '');
