/// Logins of buildah and podman.
extension ShellLibrary {
  static let copyAuthFile: ShellSyntax = """
    # copy_configuration FOLDER: present logins, for more of them that leave no trace.
    copy_configuration() {
      printf '{}\\n' >"$1/config.json" || fail 1 "cannot write $1/config.json"
      for file in "${REGISTRY_AUTH_FILE:-}" "${XDG_RUNTIME_DIR:-/run}/containers/auth.json" \\
        "/run/containers/$(id -u)/auth.json" "${DOCKER_CONFIG:-${HOME:-/nonexistent}/.docker}/config.json"; do
        if [ -f "$file" ]; then
          cp -- "$file" "$1/config.json" || fail 1 "cannot copy $file"
          break
        fi
      done
      DOCKER_CONFIG=$1
      REGISTRY_AUTH_FILE=$1/config.json
      export DOCKER_CONFIG REGISTRY_AUTH_FILE
    }
    """

  /// The Docker task's logins, or those of an earlier step.
  static let authFile: ShellSyntax = """
    if [ -n "${DOCKER_CONFIG:-}" ] && [ -f "$DOCKER_CONFIG/config.json" ]; then
      REGISTRY_AUTH_FILE=$DOCKER_CONFIG/config.json
      export REGISTRY_AUTH_FILE
    fi
    """
}
