using System.Diagnostics;

namespace XaiFunctions.Benchmarks;

/// <summary>Times work on a machine whose speed drifts: what is compared takes turns, and medians are compared.</summary>
internal static class Timing
{
    /// <summary>The median seconds of each piece of work over some rounds, after one round that does not count.</summary>
    public static double[] Medians(int rounds, params Action[] pieces)
    {
        var seconds = pieces.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round <= rounds; round++)
        {
            for (int piece = 0; piece < pieces.Length; piece++)
            {
                long start = Stopwatch.GetTimestamp();
                pieces[piece]();
                if (round > 0)
                    seconds[piece].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return [.. seconds.Select(Median)];
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
