using YamlDotNet.RepresentationModel;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>
/// What <c>deploy/compose.yaml</c> says of one service, for servers that are started as it would start them.
/// </summary>
internal sealed class ComposeService
{
    private const string SecretsFolder = "/run/secrets";
    private readonly YamlNode _service;
    private readonly string _secrets;

    /// <param name="name">Of the service.</param>
    /// <param name="secrets">The folder that stands for that of the container's secrets.</param>
    public ComposeService(string name, DeploySecrets secrets)
    {
        using var reader = File.OpenText(Path.Combine(RepositoryRoot.Path, "deploy", "compose.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        (_service, _secrets) = (yaml.Documents[0].RootNode["services"][name], secrets.Folder);
    }

    public IReadOnlyList<string> Command => [.. ((YamlSequenceNode)_service["command"]).Select(Text)];

    /// <summary>
    /// Settings of a broker, under the names that they have in its file: the image makes them of its variables.
    /// </summary>
    public IReadOnlyDictionary<string, string> BrokerSettings =>
        ((YamlMappingNode)_service["environment"]).Children.ToDictionary(
        pair => Text(pair.Key)["KAFKA_".Length..]
            .Replace("___", "-", StringComparison.Ordinal).Replace("__", "\u0001", StringComparison.Ordinal)
            .Replace('_', '.').Replace('\u0001', '_').ToLowerInvariant(),
        pair => Text(pair.Value));

    private string Text(YamlNode node) => node.ToString().Replace(SecretsFolder, _secrets, StringComparison.Ordinal);
}
