using System.Collections;
using ScanWorker.Commands;

namespace ScanWorker.Hosting;

/// <summary>
/// Settings from variables: <c>SCANWORKER__Section__Key</c>, or <c>SCANWORKER__Section__Key__FILE</c> with the path of
/// a file that holds the value, as secrets are mounted.
/// </summary>
/// <remarks>
/// A variable's name has no dots, which keys of librdkafka have: below <c>Kafka__Client</c> each underscore, or two, is
/// one.
/// </remarks>
/// <param name="variables">Of the process.</param>
internal sealed class EnvironmentSource(IDictionary variables) : ConfigurationProvider, IConfigurationSource
{
    private const string FileSuffix = ":FILE";
    private const string ClientPrefix = "Kafka:Client:";

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <exception cref="ConfigurationException">A file that a variable names cannot be read.</exception>
    public override void Load()
    {
        foreach (DictionaryEntry variable in variables)
        {
            if (variable is { Key: string name, Value: string value }
                && name.StartsWith(WorkerConfiguration.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = name[WorkerConfiguration.EnvironmentPrefix.Length..]
                    .Replace("__", ":", StringComparison.Ordinal);
                var isFile = key.EndsWith(FileSuffix, StringComparison.Ordinal)
                    && !string.Equals(key, "Policy:File", StringComparison.OrdinalIgnoreCase);
                Data[KeyOf(isFile ? key[..^FileSuffix.Length] : key)] = isFile ? Contents(name, value) : value;
            }
        }
    }

    private static string KeyOf(string key) => key.StartsWith(ClientPrefix, StringComparison.OrdinalIgnoreCase)
        ? ClientPrefix + key[ClientPrefix.Length..].Replace(':', '.').Replace('_', '.')
        : key;

    private static string Contents(string variable, string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{variable}: cannot be read: {problem.Message}", problem);
        }
    }
}
