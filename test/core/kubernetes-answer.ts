/** What `test/kubernetes-go` says. */
export interface KubernetesAnswer {
  /** What is wrong with each object; empty for those that are right, and for kinds that Kubernetes does not bring. */
  readonly errors: readonly string[];
  readonly known: readonly boolean[];
  /** The highest Pod Security level of each pod by minor version, the last one being "latest". */
  readonly levels: readonly (readonly string[])[];
}
