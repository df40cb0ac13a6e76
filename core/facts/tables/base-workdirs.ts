import type { ImageReference } from '../image-reference.js';
import { wellKnownName } from './image-names.js';

export const baseWorkdirsAsOf = '2026-11-23';

/** Images whose configuration names no WORKDIR, so that a build starts in `/`. */
const AT_ROOT: ReadonlySet<string> = new Set(
  `alpine almalinux amazonlinux archlinux busybox centos debian fedora oraclelinux rockylinux ubuntu buildpack-deps
   node python ruby perl openjdk eclipse-temurin amazoncorretto nginx postgres`
    .trim()
    .split(/\s+/),
);

/** The folder that a build from this image starts in; `undefined` when not known. */
export function baseWorkdir(image: ImageReference): string | undefined {
  return AT_ROOT.has(wellKnownName(image)) ? '/' : undefined;
}
