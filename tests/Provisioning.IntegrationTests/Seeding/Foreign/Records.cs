namespace Provisioning.IntegrationTests.Seeding.Foreign;

/// <summary>An encyclopedia of recorded music: artists, credits, releases, the edits that people make.</summary>
internal static class Records
{
    /// <summary>67 tables.</summary>
    public const string Tables = """
        gender: id, name v255!, parent>gender?, child_order i
        area_type: id, name v255!, parent>area_type?
        area: id, gid u!, name t, type>area_type?, edits_pending i [_ >= 0], begin_year s? [_ BETWEEN 1 AND 2200],
            ended f, comment v255
        area_alias: id, area>area, name t, locale v10?, sort_name t, primary_for_locale f
        iso_area: area>area, code c2!, pk(code)
        script: id, code c4!, number c3, name v100
        language: id, code c3!, name v100, frequency s [_ >= 0]
        artist_type: id, name v255!, parent>artist_type?
        artist: id, gid u!, name t, sort_name t, begin_year s?, begin_month s? [_ BETWEEN 1 AND 12],
            begin_day s? [_ BETWEEN 1 AND 31], type>artist_type?, area>area?, gender>gender?, comment v255,
            edits_pending i [_ >= 0], last_updated ts?
        artist_alias: id, artist>artist, name t, locale v10?, sort_name t
        artist_ipi: artist>artist, ipi c11, created_at ts, pk(artist ipi)
        artist_isni: artist>artist, isni c16, pk(artist isni)
        artist_credit: id, name t, artist_count s [_ > 0], ref_count i [_ >= 0], created_at ts
        artist_credit_name: credit>artist_credit, position s, artist>artist, name t, join_phrase t, pk(credit position)
        artist_meta: artist>artist!, rating s? [_ >= 0 AND _ <= 100], rating_count i?
        editor: id, name v64!, privileges i, email v64?, website v255?, bio t?, member_since ts, last_login_at ts?,
            birth_date d?, gender>gender?, area>area?, deleted f
        editor_language: editor>editor, language>language, fluency #basic/advanced/native, pk(editor language)
        editor_preference: id, editor>editor, name v50, value v100, uq(editor name)
        editor_subscription: id, editor>editor, artist>artist, available f
        edit: id, editor>editor, type s, state s [_ IN (1, 2, 3, 4, 5, 6, 7, 8, 9)], autoedit s [_ IN (0, 1)],
            opened_at ts, closed_at ts?, expires_at ts, quality s [_ >= -1 AND _ <= 2]
        edit_data: edit>edit!, data j
        edit_artist: edit>edit, artist>artist, pk(edit artist)
        edit_note: id, edit>edit, editor>editor, text t, posted_at ts
        vote: id, edit>edit, editor>editor, vote s [_ BETWEEN -2 AND 1], voted_at ts, superseded f
        tag: id, name v255!, ref_count i
        genre: id, gid u!, name t, comment v255
        artist_tag: artist>artist, tag>tag, count i, pk(artist tag)
        label_type: id, name v255!, parent>label_type?
        label: id, gid u!, name t, code i? [_ > 0 AND _ < 1000000], type>label_type?, area>area?
        label_alias: id, label>label, name t
        label_tag: label>label, tag>tag, count i, pk(label tag)
        release_group_type: id, name v255!
        release_group_secondary: id, name v255!
        release_group: id, gid u!, name t, credit>artist_credit, type>release_group_type?
        release_group_secondary_join: release_group>release_group, secondary>release_group_secondary, created_at ts,
            pk(release_group secondary)
        release_status: id, name v255!
        packaging: id, name v255!
        release: id, gid u!, name t, credit>artist_credit, release_group>release_group, status>release_status?,
            packaging>packaging?, language>language?, script>script?, barcode v255?, quality s [_ >= -1],
            last_updated ts
        release_country: release>release, area>area, year s?, month s?, day s?, pk(release area)
        release_label: id, release>release, label>label?, catalog_number v255?
        release_alias: id, release>release, name t
        release_tag: release>release, tag>tag, count i, pk(release tag)
        format: id, name v100!, parent>format?, year s?, has_discids f
        medium: id, release>release, position i, format>format?, name v255, track_count i [_ >= 0], uq(release position)
        disc: id, disc_id c28!, free_db c8, track_count i, leadout i
        medium_disc: id, medium>medium, disc>disc, uq(medium disc)
        recording: id, gid u!, name t, credit>artist_credit, length i? [_ > 0], video f
        recording_alias: id, recording>recording, name t
        recording_tag: recording>recording, tag>tag, count i, pk(recording tag)
        isrc: id, recording>recording, code c12 [length(_) = 12], source s?, created_at ts, uq(code recording)
        track: id, gid u!, recording>recording, medium>medium, position i, number t, name t, credit>artist_credit,
            length i? [_ > 0], is_data f, uq(medium position)
        work_type: id, name v255!
        work: id, gid u!, name t, type>work_type?, comment v255
        work_language: work>work, language>language, pk(work language)
        iswc: id, work>work, code c15, created_at ts, uq(code work)
        work_attribute_type: id, name v255, free_text f, parent>work_attribute_type?
        work_attribute_value: id, type>work_attribute_type, value t?
        work_attribute: id, work>work, type>work_attribute_type, value>work_attribute_value?, text t?
        place_type: id, name v255!
        place: id, gid u!, name t, type>place_type?, address v255, area>area?
        event_type: id, name v255!
        event: id, gid u!, name t, type>event_type?, cancelled f, setlist t?
        link_type: id, parent>link_type?, name v255, entity_type0 v50, entity_type1 v50, link_phrase v255, priority i
        link: id, type>link_type, begin_year s?, attribute_count i, created_at ts, ended f
        artist_artist: id, link>link, entity0>artist, entity1>artist, link_order i [_ >= 0]
        artist_recording: id, link>link, entity0>artist, entity1>recording, uq(entity0 entity1 link)
        cover: id, release>release!, edit>edit, mime v30, approved f, uploaded_at ts
        """;
}
