import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'storage-class-encryption',
    title: 'Volumes are not encrypted',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {
      'nist-800-53': ['SI-12', 'SC-28'],
      'pci-dss-4': ['3.3.2', '3.3.3'],
      soc2: ['CC1.1', 'CC6.7'],
    },
    alsoKnownAs: {
      kubescape: ['C-0264'],
    },
    why: 'What the volumes hold lies on disks of the provider as it is, and in every snapshot of them.',
    remedy: 'Set the parameter `encrypted: "true"`.',
    exceptions: 'Accounts where the provider encrypts every volume anyway.',
    examples: [
      {
        file: 'class.yaml',
        bad: 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: «fast»\nprovisioner: ebs.csi.aws.com\nparameters:\n  type: gp3\n',
        message: 'Volumes of fast are not encrypted.',
        fixed:
          "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: fast\nprovisioner: ebs.csi.aws.com\nparameters:\n  type: gp3\n  encrypted: 'true'\n",
      },
      {
        file: 'class.yaml',
        good: 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: fast }\nprovisioner: pd.csi.storage.gke.io\n---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: safe }\nprovisioner: ebs.csi.aws.com\nparameters: { encrypted: "true" }\n',
      },
    ],
  },
  kinds: ['StorageClass'],
  checks: {
    *object(object) {
      const provisioner = object.fields.text('provisioner').value ?? '';
      const encrypted = object.fields.text('parameters', 'encrypted');
      if (!object.is('storage.k8s.io', 'StorageClass') || !['ebs.csi.aws.com', 'kubernetes.io/aws-ebs'].includes(provisioner)) return;
      if (encrypted.value === undefined ? !isAbsent(encrypted) : encrypted.value.toLowerCase() === 'true') return;
      yield {
        at: encrypted,
        message: `Volumes of ${object.title} are not encrypted.`,
        fixes: setTo(encrypted, 'true', 'Encrypt the volumes'),
      };
    },
  },
});
