# shellcheck shell=bash disable=SC2154
# Every sample's pipeline in the simulator, on an engine of its own that is wiped before each job: a push to main twice,
# pull requests, a tag, a run by hand, a branch with a hostile name. For .ci/run, which has `check`, $root, $sim, $work.

pipegen=$root/.build/debug/pipegen

# simulate REPORT PIPELINE REPOSITORY OPTIONS: succeeds where the pipeline does.
simulate() {
  local report=$1 pipeline=$2 repository=$3
  shift 3
  python3 "$sim" "$repository/$pipeline" --repo "$repository" --json "$report" "$@" >"$report.log" 2>&1 || {
    tail -n 40 "$report.log"
    return 1
  }
}

# judge REPORT PYTHON: an expression over `report`, `log` (all steps' output), `ran` and `skipped` (display names) and
# `cached(COMMAND)`. No finding of any level is allowed, nor is a command to the agent that is not ours.
judge() {
  python3 - "$@" <<'PY'
import json, re, sys
report = json.load(open(sys.argv[1]))
steps = [s for stage in report["stages"] for job in stage["jobs"] for s in job["steps"]]
ran = [s["display"] for s in steps if not str(s["status"]).lower() == "skipped"]
skipped = [s["display"] for s in steps if s["display"] not in ran]
def text(x): return x if isinstance(x, str) else "\n".join(map(str, x or []))
log = "\n".join(text(s.get("log")) for s in steps)
def started(prefix): return [d for d in ran if d.startswith(prefix)]
def cached(command):
    """For each time a build came to RUN command: whether its layer was there."""
    return [bool(re.search(rf"^.*{re.escape(n)} CACHED", log[m.start():m.start() + 600], re.M))
            for m in re.finditer(rf"(#\d+) \[[^\n]*RUN {re.escape(command)}", log) for n in [m[1]]]
def digests(): return {k: v for s in steps for k, v in (s.get("outputs") or {}).items()}
faults = [f"finding: {f}" for f in report.get("findings", [])]
faults += [f"unresolved: {m} in {s['display']}" for s in steps for m in s.get("unresolved_macros") or []
           if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", m) and not m.endswith("_PASSWORD")]
if not eval(sys.argv[2]): faults.append("not so: " + sys.argv[2])
if faults:
    print("\n".join(faults))
    for s in steps: print(" ", s["status"], s["display"])
    print(log[-4000:])
    sys.exit(1)
PY
}

# prepare SAMPLE NAME [SED]: a copy whose registry is the engine's own, with its outputs generated.
prepare() {
  local folder=$work/$2 base
  cp -R "$root/samples/$1" "$folder"
  rm -rf "$folder/expected"
  sed -i "s,localhost:5000,$registry,; s,goslalom.azurecr.io,$registry,; ${3:-}" "$folder/pipegen.yml"
  for base in "$folder" "$folder/base"; do
    if [[ -d $base ]]; then cp "$busybox" "$base/busybox"; fi
  done
  # No engine here reaches Docker Hub: one base with tools that only look like those.
  find "$folder" -name '*Dockerfile' -exec sed -i -E \
    "/^# syntax=/d; s,^FROM (debian|golang|nginx|node|rust):[^ ]+,FROM $open/toolchain:1," {} +
  (cd "$folder" && "$pipegen" generate >/dev/null)
}

toolchain() {
  local folder=$work/toolchain
  mkdir "$folder" "$work/bin"
  printf '#!/bin/sh\n' | tee "$work/bin/go" >"$folder/useradd" # the former for unit tests on the agent
  cp "$busybox" "$folder/busybox"
  # shellcheck disable=SC2016
  printf '%s\n' '#!/bin/sh' 'while [ "$#" -gt 0 ] && [ "$1" != -o ]; do shift; done' \
    'if [ "$#" -gt 0 ]; then mkdir -p "$(dirname "$2")" && echo built >"$2"; fi' >"$folder/go"
  printf '%s\n' '#!/bin/sh' 'mkdir -p out && echo built >out/index.html' >"$folder/npm"
  chmod 755 "$work/bin/go" "$folder/go" "$folder/npm" "$folder/useradd"
  printf '%s\n' 'FROM scratch' 'COPY busybox /bin/busybox' 'RUN ["/bin/busybox", "--install", "-s", "/bin"]' \
    'COPY go npm useradd /bin/' >"$folder/Dockerfile"
  DOCKER_BUILDKIT=1 docker build --quiet --tag "$open/toolchain:1" "$folder" && docker push --quiet "$open/toolchain:1"
}

# events NAME PIPELINE BRANCH RUN OPTIONS...: all that may start the pipeline; RUN is an instruction that the second
# run must find in its cache, or nothing.
events() {
  local name=$1 pipeline=$2 branch=$3 run=$4
  shift 4
  local -a trusted=("$@" "${queued[@]}")
  local number=0 report
  event() { # event TITLE PYTHON OPTIONS...
    local title=$1 expression=$2
    shift 2
    number=$((number + 1))
    report=$work/$name-$number.json
    happens() {
      simulate "$report" "$pipeline" "$work/$name" "${machine[@]}" --build-id "$number" "$@" && judge "$report" "$expression"
    }
    check "$name in Azure: $title" happens "$@"
  }
  local hit='True'
  if [[ -n $run ]]; then hit="cached('$run') and all(cached('$run'))"; fi
  local digest='digests() and all(re.fullmatch("sha256:[0-9a-f]{64}", v) for v in digests().values())'
  event 'push to main, cold' "${run:+cached('$run') and not all(cached('$run')) and} started('Push') or 'script' in '$name'" \
    --branch "refs/heads/$branch" "${trusted[@]}"
  event 'push to main again' "$hit and ($digest or 'script' in '$name') and (report['summaries'] or 'script' in '$name')" \
    --branch "refs/heads/$branch" "${trusted[@]}"
  event 'pull request' "not started('Push')" --reason PullRequest --pr-source refs/heads/x "${trusted[@]}"
  if [[ ${needs_secrets:-no} = no ]]; then
    event 'pull request from a fork' "not started('Push') and 'Login Succeeded' not in log" \
      --reason PullRequest --pr-source refs/heads/x --fork "${queued[@]}"
  fi
  event 'tag' 'ran' --branch refs/tags/v1.0 "${trusted[@]}"
  event 'by hand' 'ran' --branch "refs/heads/$branch" --reason Manual "${trusted[@]}"
  # shellcheck disable=SC2016
  event 'branch with a hostile name' 'ran and "pwned" not in log' \
    --branch 'refs/heads/x$(echo${IFS}pw""ned)`echo${IFS}pw""ned`;#' "${trusted[@]}"
}

pipelines_of_all_samples() {
  local registry open password busybox
  check 'an engine whose registry wants a login' scripts/engine up --auth --name ci
  check 'another with a registry that anybody may read' scripts/engine up --name ci-open
  eval "$(scripts/engine env --name ci-open)"
  open=$PIPEGEN_TEST_REGISTRY
  eval "$(scripts/engine env --name ci)"
  registry=$PIPEGEN_TEST_REGISTRY password=$PIPEGEN_TEST_REGISTRY_PASSWORD busybox=$PIPEGEN_TEST_BUSYBOX
  local -a machine=(
    --env "DOCKER_HOST=$DOCKER_HOST" --env "PATH=$work/bin:$PATH" --env DOCKER_BUILDKIT=1 --env BUILDKIT_PROGRESS=plain
    --fresh-engine "$root/scripts/engine wipe --name ci"
  )
  local connection="registry=$registry,ci,$password"
  local in_layout='s,^    path: ci/azure-pipelines.yml,&\n    layout:'

  local -a queued=()
  prepare hello hello
  events hello ci/azure-pipelines.yml main 'sleep 3' --connection "$connection"
  prepare hello hello-script "$in_layout script,"
  events hello-script ci/azure-pipelines.yml main '' --connection "$connection"
  prepare monorepo monorepo
  events monorepo ci/azure-pipelines.yml main 'sleep 1' --secret "SHOP_REGISTRY_PASSWORD=$password"
  prepare monorepo monorepo-jobs "s,/shop,/jobs,; $in_layout jobs,"
  events monorepo-jobs ci/azure-pipelines.yml main 'sleep 1' --secret "SHOP_REGISTRY_PASSWORD=$password"
  prepare services services
  events services ci/azure-pipelines.yml main '' --secret "SERVICES_PASSWORD=$password"
  # It says nothing of a login, and the registry here wants one.
  prepare facts facts "s|^registry: .*|registry: { address: $registry/facts, login: { username: ci, passwordEnv: FACTS_PASSWORD } }|"
  queued=(--var Major=1) # whoever starts the run
  events facts ci/azure-pipelines.yml main '' --secret "FACTS_PASSWORD=$password"
  queued=()
  prepare families families
  # A fork has no secrets, and its builds mount one.
  needs_secrets=yes events families ci/azure-pipelines.yml main '' --secret "FAMILIES_PASSWORD=$password" --secret Packages-Token=a-token
  local name
  for name in keys vendored; do
    prepare "$name" "$name" "s|^registry: .*|registry: { address: $registry/$name, login: { username: ci, passwordEnv: KEYS_PASSWORD } }|"
    events "$name" ci/azure-pipelines.yml main '' --secret "KEYS_PASSWORD=$password"
  done
  # Several platforms need an emulator: valid, and nothing found.
  dry() { simulate "$work/$1.json" ci/azure-pipelines.yml "$work/$1" --dry && judge "$work/$1.json" True; }
  for name in forum platforms; do
    prepare "$name" "$name"
    check "$name: schema and findings" dry "$name"
  done
  check 'a base with tools' toolchain
  prepare go-slalom go-slalom
  events go-slalom azure-pipelines.yml master 'go mod download' --connection "goslalom-acr=$registry,ci,$password"
  prepare metrics-agent metrics-agent
  events metrics-agent ci/azure-pipelines.yml main 'go mod download' --secret "METRICS_PASSWORD=$password"
  local login="login: { username: ci, passwordEnv: TOOLCHAINS_PASSWORD }"
  prepare toolchains toolchains "s|^  main: .*toolchains\$|  main: { address: $registry/toolchains, $login }|"
  queued=(--var PackageMirror=)
  events toolchains ci/azure-pipelines.yml main 'echo "python' --secret "TOOLCHAINS_PASSWORD=$password"
  queued=()
  # A fork has no secrets, and their builds mount one.
  local needs_secrets=yes
  prepare estimator estimator
  queued=(--var Contact.Address=us@example.com)
  events estimator ci/azure-pipelines.yml main 'npm install' --secret "ESTIMATOR_PASSWORD=$password" --secret Analytics-Token=a-token
  queued=()
  prepare chain chain "s,localhost:5001,$registry/mirror,"
  events chain ci/azure-pipelines.yml main '--mount=type=secret,id=crates echo' --secret "CHAIN_PASSWORD=$password" \
    --secret CRATES_TOKEN=a-token
}

# fixture NAME OPTIONS: an expected pipeline is valid, and nothing is found in it.
fixture() {
  local name=$1 folder=$root/Tests/Fixtures/azure
  shift
  cp "$folder/$name.out" "$work/$name.yml"
  case $name in
    template-steps) including 'steps' "$name.yml" 'version: $(Build.BuildId)' ;;
    template-jobs) including 'jobs' "$name.yml" 'version: x' ;;
    *) cp "$folder/$name.out" "$work/fixture.yml" ;;
  esac
  simulate "$work/fixture.json" fixture.yml "$work" --dry "$@" && judge "$work/fixture.json" True
}

including() { # including LIST TEMPLATE PARAMETER
  printf '%s\n' 'trigger: none' 'pr: none' 'pool: { vmImage: ubuntu-24.04 }' "$1:" "- template: $2" \
    "  parameters: { $3 }" >"$work/fixture.yml"
}

pipelines_of_all_forms() {
  local templates=$root/Tests/Fixtures/azure/templates name
  for name in jobs stages extends template-steps template-jobs; do
    check "$name: schema and findings" fixture "$name" \
      --template-repo "shared=$templates" --template-repo "templates=$templates"
  done
}
