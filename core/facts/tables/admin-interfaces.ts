import { imageBaseName, parseImageReference } from '../image-reference.js';

export const adminInterfacesAsOf = '2026-11-22';

/** Programs that steer a cluster or hold its data and, as they come, ask nobody for a password or for a well-known one. */
const INTERFACES: readonly { readonly title: string; readonly images: RegExp; readonly services: RegExp }[] = [
  { title: 'the Kubernetes Dashboard', images: /^(?:kubernetes-)?dashboard(?:-web|-api)?$/, services: /^kubernetes-dashboard/ },
  { title: 'Argo Workflows', images: /^argocli$/, services: /^argo-server$/ },
  { title: 'Kubeflow', images: /^centraldashboard$/, services: /^(?:centraldashboard|ml-pipeline-ui)$/ },
  { title: 'Jenkins', images: /^jenkins$/, services: /^jenkins$/ },
  { title: 'Apache NiFi', images: /^nifi$/, services: /^nifi$/ },
  { title: 'Weave Scope', images: /^scope$/, services: /^weave-scope-app$/ },
  { title: 'Prometheus', images: /^prometheus$/, services: /^prometheus(?:-server|-k8s|-operated)?$/ },
  { title: 'Alertmanager', images: /^alertmanager$/, services: /^alertmanager(?:-main|-operated)?$/ },
  { title: 'Ollama', images: /^ollama$/, services: /^ollama$/ },
  { title: 'vLLM', images: /^vllm-openai$/, services: /^vllm$/ },
  { title: 'Ray', images: /^ray(?:-ml)?$/, services: /^ray-head(?:-svc)?$/ },
  { title: 'MLflow', images: /^mlflow$/, services: /^mlflow(?:-server)?$/ },
  { title: 'JupyterHub', images: /^k8s-hub$/, services: /^jupyterhub$/ },
  { title: 'Airflow', images: /^airflow$/, services: /^airflow-webserver$/ },
  { title: 'phpMyAdmin', images: /^phpmyadmin$/, services: /^phpmyadmin$/ },
  { title: 'Adminer', images: /^adminer$/, services: /^adminer$/ },
  { title: 'mongo-express', images: /^mongo-express$/, services: /^mongo-express$/ },
  { title: 'Redis', images: /^(?:redis|valkey)$/, services: /^redis(?:-master)?$/ },
  { title: 'etcd', images: /^etcd$/, services: /^etcd(?:-client)?$/ },
  { title: 'the MinIO console', images: /^minio$/, services: /^minio-console$/ },
];

/** The admin interface that an image is, to stand inside a sentence; by the last part of its name. */
export function adminInterfaceOf(image: string): string | undefined {
  const reference = parseImageReference(image);
  if (!reference) return undefined;
  const name = imageBaseName(reference);
  // `dashboard` alone is anybody's word.
  return INTERFACES.find(({ images }) => images.test(name) && (name !== 'dashboard' || reference.name.startsWith('kubernetesui/')))?.title;
}

/** The admin interface that a Service of that name leads to. */
export const adminInterfaceByService = (name: string): string | undefined => INTERFACES.find(({ services }) => services.test(name))?.title;
