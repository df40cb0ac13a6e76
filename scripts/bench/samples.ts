import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A stream of Deployments and Services of at least `lines` lines. */
export function generateManifest(lines: number, seed = 0): string {
  const documents: string[] = [];
  for (let i = 0; documents.join('---\n').split('\n').length < lines; i++)
    documents.push(deployment(`app-${seed}-${i}`), service(`app-${seed}-${i}`));
  return documents.join('---\n');
}

const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${name}
      containers:
        - name: web
          image: registry.example.com/${name}:1.2.3
          ports:
            - containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
            - name: DB_HOST
              value: db.example.com
          resources:
            limits:
              cpu: 500m
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
`;

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: 8080
`;

const dockerfile = (i: number): string => `FROM node:22.${i % 12} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci && npm run build
RUN apt-get update \\
    && apt-get install -y --no-install-recommends curl ca-certificates \\
    && rm -rf /var/lib/apt/lists/*

FROM node:22.${i % 12}-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /src/dist ./dist
USER node
EXPOSE 8080
CMD ["node", "dist/server.js"]
`;

const compose = (i: number): string => `services:
  web:
    image: example/web:1.${i}
    ports:
      - "127.0.0.1:8080:80"
    environment:
      LOG_LEVEL: info
    read_only: true
    cap_drop: [ALL]
  db:
    image: postgres:17.${i % 5}
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`;

/** A tree of about `count` files: manifests, Dockerfiles, Compose files, and YAML that is none of ours. The caller removes it. */
export function generateTree(count: number): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-bench-'));
  for (let i = 0; i < count; i++) {
    const folder = path.join(root, `group-${i % 40}`, `app-${i}`);
    mkdirSync(folder, { recursive: true });
    if (i % 4 === 0) writeFileSync(path.join(folder, 'Dockerfile'), dockerfile(i));
    else if (i % 4 === 1) writeFileSync(path.join(folder, 'compose.yaml'), compose(i));
    else if (i % 8 === 2) writeFileSync(path.join(folder, 'settings.yaml'), `name: app-${i}\nvalues:\n  - 1\n  - 2\n`);
    else writeFileSync(path.join(folder, 'app.yaml'), generateManifest(40, i));
  }
  return root;
}
