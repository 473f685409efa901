namespace ScanWorker.Commands.Sets;

/// <summary>A setting is missing or wrong; the message names it.</summary>
public sealed class SetsConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
