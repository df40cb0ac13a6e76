/** What `test/kubernetes-go` is asked. */
export interface KubernetesRequest {
  /** Documents of one object each. */
  readonly objects: readonly string[];
  /** Pods to be judged by the Pod Security Standards, from v1.0 to v1.`newest`. */
  readonly pods: readonly string[];
  readonly newest: number;
  /** Pods as they would be created. */
  readonly created: readonly string[];
}

/** What it says. */
export interface KubernetesAnswer {
  /** What is wrong with each object; empty for those that are right, and for kinds that Kubernetes does not bring. */
  readonly errors: readonly string[];
  readonly known: readonly boolean[];
  /** The highest Pod Security level of each pod by minor version, the last one being "latest". */
  readonly levels: readonly (readonly string[])[];
  /** Why the API would not create each pod. */
  readonly refused: readonly (readonly string[])[];
}
