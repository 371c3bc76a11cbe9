namespace XaiFunctions.Benchmarks;

/// <summary>Times work on a machine whose speed drifts and that others use too: what is compared takes turns, medians are compared, and time is that of this process on its processors.</summary>
internal static class Timing
{
    /// <summary>The median processor seconds of each piece of work over some rounds, after one round that does not count.</summary>
    public static double[] Medians(int rounds, params Action[] pieces) => [.. Rounds(rounds, pieces).Select(Median)];

    /// <summary>The least processor seconds of each piece of work over some rounds, after one round that does not count: those of the round that others disturbed least.</summary>
    public static double[] Least(int rounds, params Action[] pieces) => [.. Rounds(rounds, pieces).Select(taken => taken.Min())];

    private static List<double>[] Rounds(int rounds, Action[] pieces)
    {
        var seconds = pieces.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round <= rounds; round++)
        {
            for (int piece = 0; piece < pieces.Length; piece++)
            {
                double taken = Processor(pieces[piece]);
                if (round > 0)
                    seconds[piece].Add(taken);
            }
        }

        return seconds;
    }

    /// <summary>The processor seconds of a piece of work, on all threads together.</summary>
    public static double Processor(Action work)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
