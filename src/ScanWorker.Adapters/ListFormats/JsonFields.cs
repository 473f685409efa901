using System.Collections.Frozen;
using System.Text.Json;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Members of records as lists write them: numbers as texts, flags as texts, times in several ways.</summary>
/// <remarks>
/// A member of what is no object, and a text that is none (not UTF-8, or half of a character, which JSON can write), is
/// a <see cref="JsonException"/> like other JSON that is wrong; the reader itself throws another, and only when asked.
/// </remarks>
internal static class JsonFields
{
    private static readonly FrozenDictionary<string, bool> Flags = new Dictionary<string, bool>
    {
        ["true"] = true,
        ["yes"] = true,
        ["y"] = true,
        ["t"] = true,
        ["1"] = true,
        ["1.0"] = true,
        ["false"] = false,
        ["no"] = false,
        ["n"] = false,
        ["f"] = false,
        ["0"] = false,
        ["0.0"] = false,
        [""] = false,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    extension(JsonElement record)
    {
        /// <summary>A text or a number as text; null when it is missing, null, empty or something else.</summary>
        public string? Text(string name)
        {
            if (!record.TryMember(name, out var value))
            {
                return null;
            }

            var text = value.ValueKind switch
            {
                JsonValueKind.String => value.AsText(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }

        /// <summary>As <c>Text</c>; a list or an object, as a vPDQ hash is, as its JSON.</summary>
        public string? HashText(string name) =>
            record.TryMember(name, out var value)
                && value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
                ? Read(value, static hash => hash.GetRawText()) : record.Text(name);

        /// <summary>
        /// A flag as lists write it: <c>true</c> and <c>false</c>, also as texts in any case, yes and no, 1 and 0;
        /// missing or null is false.
        /// </summary>
        /// <returns>Whether it can be read.</returns>
        public bool TryFlag(string name, out bool flag)
        {
            flag = false;
            if (!record.TryMember(name, out var value))
            {
                return true;
            }

            var text = value.ValueKind switch
            {
                JsonValueKind.True => "true",
                JsonValueKind.False or JsonValueKind.Null => "",
                JsonValueKind.String => value.AsText(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
            return text is not null && Flags.TryGetValue(text.Trim(), out flag);
        }

        /// <summary>As <see cref="TryFlag"/>, for flags that decide nothing: what cannot be read is false.</summary>
        public bool Flag(string name) => record.TryFlag(name, out var flag) && flag;

        /// <summary>A member that is an object.</summary>
        public JsonElement? Object(string name) =>
            record.TryMember(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

        /// <summary>The elements of a member that is an array; of anything else none.</summary>
        public IEnumerable<JsonElement> Items(string name) =>
            record.TryMember(name, out var value) && value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray() : [];

        /// <summary>A time as ISO 8601 text or as seconds since 1970; false when it is there and neither.</summary>
        public bool TryTime(string name, out DateTimeOffset? time)
        {
            time = null;
            return record.Text(name) is not { } text || ListTimes.TryParse(text, out time);
        }

        /// <summary>A member of any kind.</summary>
        public bool TryMember(string name, out JsonElement value)
        {
            try
            {
                return record.TryGetProperty(name, out value);
            }
            catch (InvalidOperationException wrong)
            {
                throw new JsonException("It has no members, or one whose name is no text.", wrong);
            }
        }

        /// <summary>The text that it is.</summary>
        public string AsText() => Read(record, static value => value.GetString());
    }

    private static string Read(JsonElement value, Func<JsonElement, string?> read)
    {
        try
        {
            return read(value) ?? "";
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("It is no text.", wrong);
        }
    }
}
