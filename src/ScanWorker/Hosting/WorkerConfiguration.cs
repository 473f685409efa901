using ScanWorker.Commands;

namespace ScanWorker.Hosting;

/// <summary>Where settings come from: a later source wins.</summary>
internal static class WorkerConfiguration
{
    public const string EnvironmentPrefix = "SCANWORKER__";

    /// <summary>appsettings.json of the working directory, a named file, the environment, the command line.</summary>
    /// <param name="configuration">Receives the sources; a manager reads them at once.</param>
    /// <param name="file">From <c>--config</c>; must exist.</param>
    /// <param name="settings">Command-line settings, as <c>--Kafka:GroupId=x</c>.</param>
    /// <exception cref="ConfigurationException">A file cannot be read.</exception>
    /// <exception cref="UsageException">A setting on the command line is none.</exception>
    public static void AddSources(IConfigurationBuilder configuration, FileInfo? file, IReadOnlyList<string> settings)
    {
        configuration.Sources.Clear();
        AddFile(
            configuration, Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"), isOptional: true);
        if (file is not null)
        {
            AddFile(configuration, file.FullName, isOptional: false);
        }

        configuration.Add(new EnvironmentSource(Environment.GetEnvironmentVariables()));
        if (settings.FirstOrDefault(setting => !setting.Contains('=', StringComparison.Ordinal)) is { } empty)
        {
            throw new UsageException($"{empty}: has no value. Settings are written --Section:Key=value.");
        }

        configuration.AddCommandLine([.. settings]);
    }

    /// <summary>What sources hold by themselves, without what a host adds.</summary>
    public static IConfigurationRoot Read(Action<IConfigurationBuilder> addSources)
    {
        var configuration = new ConfigurationManager();
        addSources(configuration);
        return configuration;
    }

    private static void AddFile(IConfigurationBuilder configuration, string path, bool isOptional)
    {
        if (Directory.Exists(path))
        {
            throw new ConfigurationException($"{path}: is a directory, not a JSON file of settings.");
        }

        try
        {
            configuration.AddJsonFile(path, isOptional, reloadOnChange: false);
        }
        catch (InvalidDataException problem)
        {
            throw new ConfigurationException(
                $"{path}: not valid JSON: {(problem.InnerException?.InnerException ?? problem).Message}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: cannot be read: {problem.Message}", problem);
        }
    }
}
