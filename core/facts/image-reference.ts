/** A parsed image reference. Grammar: the distribution project's reference package. */
export interface ImageReference {
  /** As written. */
  readonly text: string;
  /** Registry host with port; `docker.io` when none is written. */
  readonly registry: string;
  /** Normalised: `library/node` for `node`. */
  readonly repository: string;
  /** Without registry, `library/`, tag and digest: `node`, `bitnami/redis`. The last path part is `base`. */
  readonly name: string;
  readonly tag: string | undefined;
  /** `sha256:...` as written; may be malformed, see `digestValid`. */
  readonly digest: string | undefined;
  readonly digestValid: boolean;
}
