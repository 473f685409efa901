using System.Text.Json;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Members of records as lists write them: numbers as texts, flags as texts, times in several ways.</summary>
internal static class JsonFields
{
    extension(JsonElement record)
    {
        /// <summary>A text or a number as text; null when it is missing, null, empty or something else.</summary>
        public string? Text(string name)
        {
            if (!record.TryGetProperty(name, out var value))
            {
                return null;
            }

            var text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }

        /// <summary>True for <c>true</c>, <c>"true"</c> in any case, <c>1</c> and <c>"1"</c>.</summary>
        public bool Flag(string name) => record.TryGetProperty(name, out var value) && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.String => value.GetString()?.Trim() is { } text
                && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase)),
            JsonValueKind.Number => value.TryGetInt64(out var number) && number == 1,
            _ => false,
        };

        /// <summary>A member that is an object.</summary>
        public JsonElement? Object(string name) =>
            record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

        /// <summary>The elements of a member that is an array; of anything else none.</summary>
        public IEnumerable<JsonElement> Items(string name) =>
            record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray() : [];

        /// <summary>A time as ISO 8601 text or as seconds since 1970; false when it is there and neither.</summary>
        public bool TryTime(string name, out DateTimeOffset? time)
        {
            time = null;
            return record.Text(name) is not { } text || ListTimes.TryParse(text, out time);
        }
    }
}
