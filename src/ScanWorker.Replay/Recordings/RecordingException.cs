namespace ScanWorker.Replay.Recordings;

/// <summary>A recording cannot be used; the message names the file and the line.</summary>
public sealed class RecordingException(string message, Exception? cause = null) : Exception(message, cause);
