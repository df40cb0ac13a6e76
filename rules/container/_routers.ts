import type { ImageUse } from '../../core/facts/views/image.js';

const ROUTERS = /vpn|wireguard|\bwg\b|tailscale|headscale|zerotier|netbird|netmaker|gluetun|ipsec|strongswan|router/i;

/** Whether a container forwards packets of others, by its name or that of its image: that is what such programs are for. */
export const isRouter = (name: string, image: ImageUse | undefined): boolean => ROUTERS.test(`${name} ${image?.text ?? ''}`);
