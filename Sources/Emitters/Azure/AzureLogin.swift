import PipelinePlan
import PipelineSpec

/// Logins by the Docker task, so that secrets stay in service connections.
enum AzureLogin {
  typealias Connection = (host: String, name: String)

  /// Service connections and the hosts they log in to. The scalar form means the first registry.
  static func connections(of output: AzureOutput, in plan: Plan) -> [Connection] {
    output.serviceConnections.compactMap { entry in
      let registry =
        entry.key.value.isEmpty
        ? plan.registries.first : plan.registries.first { $0.name == entry.key.value }
      return registry.map { ($0.host, entry.value) }
    }
  }

  /// The step that logs in.
  static func task(_ connection: Connection) -> YAMLDocument {
    [
      "task": "Docker@2",
      "displayName": .line("Log in to \(connection.host)"),
      // Forks get no credentials.
      "condition": "and(succeeded(), ne(variables['System.PullRequest.IsFork'], 'True'))",
      "timeoutInMinutes": 5,
      "inputs": [
        "command": "login", "containerRegistry": .line(connection.name),
      ],
    ]
  }
}
