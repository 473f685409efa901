using System.Security.Cryptography;
using System.Text;

namespace ScanWorker.Testing.Servers;

/// <summary>Kafka's own programs, from the jars of a distribution.</summary>
/// <param name="home">With the jars in <c>libs</c>.</param>
internal sealed class KafkaJars(string home)
{
    // Programs that run for seconds: no time to compile them well.
    private static readonly string[] Brief = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
    private static readonly Lock Gate = new();
    private static bool _isTried;

    // Java's archive of loaded classes, with which a broker is up in half the time; kept for the runs that come after
    // this one, until Java or the jars are others.
    private readonly Lazy<string> _classes = new(
        () => Path.Combine(AppContext.BaseDirectory, $"kafka-classes-{DigestOf(home)}.jsa"));

    private string ClassPath => Path.Combine(home, "libs", "*");

    // One that is named and not there makes Java slower than none.
    private IEnumerable<string> BriefOptions =>
        File.Exists(_classes.Value) ? Brief.Append($"-XX:SharedArchiveFile={_classes.Value}") : Brief;

    /// <summary>Makes the archive of classes, unless it is there. Thread-safe.</summary>
    /// <param name="run">Runs a broker with one more option: starts it, and ends it in order once it is up.</param>
    public void ArchiveClasses(Action<string> run)
    {
        lock (Gate)
        {
            if (_isTried || File.Exists(_classes.Value))
            {
                return;
            }

            _isTried = true;
            var made = $"{_classes.Value}.{Environment.ProcessId}";
            run($"-XX:ArchiveClassesAtExit={made}");
            if (File.Exists(made)) // Not every Java makes one.
            {
                File.Move(made, _classes.Value, overwrite: true);
            }
        }
    }

    /// <summary>Makes the folder of a broker's data.</summary>
    public void Format(string propertiesFile, params string[] more)
    {
        using var format = OwnedProcess.Start("java",
        [
            .. BriefOptions, "-Xmx128m", "-cp", ClassPath, "kafka.tools.StorageTool", "format", "--standalone",
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
        Start(propertiesFile, fast ? [] : BriefOptions);

    /// <summary>As the other, for a run by which the archive of classes is made.</summary>
    public OwnedProcess StartBroker(string propertiesFile, string option) =>
        Start(propertiesFile, Brief.Append(option));

    /// <summary>Writes the scripts that a distribution has in <c>bin</c>, for those that only have its jars.</summary>
    public void WriteScripts(string folder)
    {
        Write("kafka-topics.sh", "org.apache.kafka.tools.TopicCommand");
        Write("kafka-acls.sh", "org.apache.kafka.tools.AclCommand");

        void Write(string name, string program)
        {
            var (file, options) = (Path.Combine(folder, name), string.Join(' ', BriefOptions));
            File.WriteAllText(file, $"#!/bin/sh\nexec java {options} -Xmx128m -cp '{ClassPath}' {program} \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }
    }

    private static string DigestOf(string home)
    {
        var java = Environment.GetEnvironmentVariable("JAVA_HOME") ?? Environment.GetEnvironmentVariable("PATH");
        var jars = new DirectoryInfo(Path.Combine(home, "libs")).GetFiles("*.jar")
            .Select(jar => $"{jar.FullName} {jar.Length} {jar.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal);
        var all = Encoding.UTF8.GetBytes(string.Join('\n', jars.Append(java)));
        return Convert.ToHexStringLower(SHA256.HashData(all))[..16];
    }

    private OwnedProcess Start(string propertiesFile, IEnumerable<string> options) =>
        OwnedProcess.Start("java", [.. options, "-Xmx512m", "-cp", ClassPath, "kafka.Kafka", propertiesFile]);
}
