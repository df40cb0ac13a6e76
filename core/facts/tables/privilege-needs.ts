import type { ImageReference } from '../image-reference.js';
import { wellKnownName } from './image-names.js';

export const privilegeNeedsAsOf = '2026-11-22';

/** What a program that is often run privileged gets along with. From the documentation of each image. */
export interface PrivilegeNeeds {
  readonly capabilities: readonly string[];
  readonly devices: readonly string[];
}

const TUNNEL: PrivilegeNeeds = { capabilities: ['NET_ADMIN'], devices: ['/dev/net/tun'] };

const NEEDS: Readonly<Record<string, PrivilegeNeeds>> = {
  'qmcgaw/gluetun': TUNNEL,
  'ghcr.io/qdm12/gluetun': TUNNEL,
  'kylemanna/openvpn': TUNNEL,
  'dperson/openvpn-client': TUNNEL,
  'tailscale/tailscale': TUNNEL,
  'ghcr.io/tailscale/tailscale': TUNNEL,
};

/** What the image needs in place of all rights. `undefined` when not known for certain. */
export function privilegeNeedsOf(reference: ImageReference): PrivilegeNeeds | undefined {
  const name = wellKnownName(reference);
  return Object.hasOwn(NEEDS, name) ? NEEDS[name] : undefined;
}
