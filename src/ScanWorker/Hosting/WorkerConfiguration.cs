namespace ScanWorker.Hosting;

/// <summary>Where settings come from: a later source wins.</summary>
internal static class WorkerConfiguration
{
    public const string EnvironmentPrefix = "SCANWORKER__";

    /// <summary>appsettings.json of the working directory, a named file, the environment, the command line.</summary>
    /// <param name="file">From <c>--config</c>; must exist.</param>
    /// <param name="settings">Command-line settings, as <c>--Kafka:GroupId=x</c>.</param>
    public static void AddSources(IConfigurationBuilder configuration, FileInfo? file, IReadOnlyList<string> settings)
    {
        configuration.Sources.Clear();
        configuration.AddJsonFile(
            Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"), optional: true, reloadOnChange: false);
        if (file is not null)
        {
            configuration.AddJsonFile(file.FullName, optional: false, reloadOnChange: false);
        }

        configuration.AddEnvironmentVariables(EnvironmentPrefix);
        configuration.AddCommandLine([.. settings]);
    }
}
