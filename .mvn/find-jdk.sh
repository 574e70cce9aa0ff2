# Finds a JDK 25 and exports JAVA_HOME; sourced by mvnw and easyml, which must work where the default java is older.
# Looks at JAVA_HOME, EASYML_JAVA_HOME and the usual places, and reads each candidate's `release` file instead of
# running it. Plain POSIX sh.

easyml_is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

easyml_find_jdk() {
  for candidate in "${EASYML_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if [ -n "$candidate" ] && easyml_is_jdk_25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  java_on_path=$(command -v javac 2>/dev/null || true)
  if [ -n "$java_on_path" ]; then
    java_on_path=$(readlink -f "$java_on_path" 2>/dev/null || printf %s "$java_on_path")
    java_on_path=${java_on_path%/bin/javac}
  fi
  set +f
  for candidate in "$java_on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$candidate" ] && easyml_is_jdk_25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "EasyML needs a JDK 25 and found none in JAVA_HOME or the usual places." >&2
  echo "Install one, for example Temurin 25 from https://adoptium.net (or 'sdk install java 25-tem')," >&2
  echo "or set JAVA_HOME to where yours is." >&2
  return 1
}
