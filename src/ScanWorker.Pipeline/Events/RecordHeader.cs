using System.Text;

namespace ScanWorker.Pipeline.Events;

/// <summary>A Kafka header.</summary>
public readonly record struct RecordHeader(string Name, byte[]? Value)
{
    public static RecordHeader Of(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    public override string ToString() => Name;
}
