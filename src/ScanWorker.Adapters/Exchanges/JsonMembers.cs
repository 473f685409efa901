using System.Text;
using System.Text.Json;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>What a page of JSON says beside its records: members of the root and of objects in it, by path.</summary>
internal static class JsonMembers
{
    /// <returns>Texts, numbers and flags by their path, as <c>paging/next</c>.</returns>
    /// <exception cref="BusyException">It is no JSON object, or is cut off.</exception>
    internal static Dictionary<string, string> Read(ReadOnlySpan<byte> page)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(page);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Broken(null);
            }

            ReadObject(ref reader, "", members);
            return !reader.Read() ? members : throw Broken(null);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw Broken(problem);
        }
    }

    private static void ReadObject(ref Utf8JsonReader reader, string path, Dictionary<string, string> members)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = path + reader.GetString();
            if (!reader.Read())
            {
                throw Broken(null);
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    ReadObject(ref reader, name + "/", members);
                    break;
                case JsonTokenType.StartArray:
                    reader.Skip();
                    break;
                case JsonTokenType.String:
                    members[name] = reader.GetString() ?? "";
                    break;
                case JsonTokenType.Null:
                    break;
                default:
                    members[name] = Encoding.UTF8.GetString(reader.ValueSpan);
                    break;
            }
        }
    }

    private static BusyException Broken(Exception? cause) =>
        new("A page is not the JSON that it should be, or is cut off.", null, cause);
}
