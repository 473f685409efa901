namespace ScanWorker.Testing.Servers;

/// <summary>Kafka's own programs, from the jars of a distribution.</summary>
/// <param name="home">With the jars in <c>libs</c>.</param>
internal sealed class KafkaJars(string home)
{
    // Programs that run for seconds: no time to compile them well.
    private const string Brief = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private string ClassPath => Path.Combine(home, "libs", "*");

    /// <summary>Makes the folder of a broker's data.</summary>
    public void Format(string propertiesFile, params string[] more)
    {
        using var format = OwnedProcess.Start("java",
        [
            .. Brief.Split(' '), "-Xmx128m", "-cp", ClassPath, "kafka.tools.StorageTool", "format", "--standalone",
            "-t", "MkU3OEVBNTcwNTJENDM2Qg",
            "-c", propertiesFile, .. more,
        ]);
        if (format.WaitForExit(TimeSpan.FromSeconds(60)) is not 0)
        {
            throw new InvalidOperationException($"The broker's folder cannot be made:\n{format.Output}");
        }
    }

    /// <param name="propertiesFile">Its settings.</param>
    /// <param name="fast">As it is where speed is measured; else as it is up soonest.</param>
    public OwnedProcess StartBroker(string propertiesFile, bool fast = false) =>
        OwnedProcess.Start(
            "java", [.. fast ? [] : Brief.Split(' '), "-Xmx512m", "-cp", ClassPath, "kafka.Kafka", propertiesFile]);

    /// <summary>Writes the scripts that a distribution has in <c>bin</c>, for those that only have its jars.</summary>
    public void WriteScripts(string folder)
    {
        Write("kafka-topics.sh", "org.apache.kafka.tools.TopicCommand");
        Write("kafka-acls.sh", "org.apache.kafka.tools.AclCommand");

        void Write(string name, string program)
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, $"#!/bin/sh\nexec java {Brief} -Xmx128m -cp '{ClassPath}' {program} \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }
    }
}
