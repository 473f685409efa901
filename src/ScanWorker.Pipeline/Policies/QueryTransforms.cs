namespace ScanWorker.Pipeline.Policies;

/// <summary>In which orientations a picture is searched.</summary>
public enum QueryTransforms
{
    /// <summary>As it is.</summary>
    Upright,

    /// <summary>All eight rotations and mirror images.</summary>
    Dihedral,
}
