import type { ImageDetails } from '../core/facts/image-details.js';
import { type Descriptor, recordOf, stringsOf } from './manifest.js';

type Facts = Omit<ImageDetails, 'digest' | 'platforms' | 'attached'>;

/** What is said in place of a date by builds that want to come out the same every time: no image is older than the format. */
const FIRST_YEAR = 2013;

/** Facts of an image configuration (OCI image specification, "config"). Fields of another type than theirs are as if absent. */
export function factsOf(configuration: Readonly<Record<string, unknown>>): Facts {
  const config = recordOf(configuration.config) ?? {};
  const keys = (value: unknown) => Object.keys(recordOf(value) ?? {});
  const healthcheck = recordOf(config.Healthcheck)?.Test;
  return {
    user: typeof config.User === 'string' ? config.User.trim() : '',
    ports: keys(config.ExposedPorts),
    volumes: keys(config.Volumes),
    created: dateOf(configuration.created),
    labels: stringsOf(config.Labels),
    healthcheck: Array.isArray(healthcheck) && healthcheck.length > 0 && healthcheck[0] !== 'NONE',
    entrypoint: Array.isArray(config.Entrypoint) && config.Entrypoint.length > 0,
  };
}

function dateOf(value: unknown): string | undefined {
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date && date.getUTCFullYear() >= FIRST_YEAR ? date.toISOString() : undefined;
}

export const platformOf = ({ platform }: Descriptor): string | undefined =>
  platform && platform.os !== 'unknown' ? [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/') : undefined;

/** The manifest to look at for facts of the image as a whole: linux/amd64 where there is one, else the first that is for a machine. */
export function mainOf(manifests: readonly Descriptor[]): Descriptor | undefined {
  const images = manifests.filter(entry => platformOf(entry) !== undefined || entry.platform === undefined);
  return images.find(entry => platformOf(entry) === 'linux/amd64') ?? images[0];
}
