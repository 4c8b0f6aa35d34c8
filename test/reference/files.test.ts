/**
 * Real broken files, one row each: what the reader must answer. Reference data lie beside the repository; where they
 * are absent the suite says so in its name, and the formats are still tested by server/files/*.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LOCALES, type MessageKey, translate } from '../../messages/index.ts'
import type { ReadOutcome } from '../../server/files/index.ts'
import { readPath } from '../support/files.ts'

const DATA = new URL('../../../shared/data/', import.meta.url).pathname
const nasty = (file: string) => `${DATA}nasty/${file}`
const absent = (file: string) => (existsSync(DATA + file) ? '' : ' [REFERENCE DATA ABSENT: NOT CHECKED]')

/** File, what comes of it, the codes it must name, and how many areas stand as drawn or mended without harm. */
const EXPECTED: [file: string, kind: ReadOutcome['kind'], codes: string, areas?: number][] = [
  ['archives/GEN_high_ratio_24MB_of_spaces.zip', 'refused', 'no-features'],
  ['archives/GEN_macosx_and_two_layers.zip', 'needs-layer', 'layer-needed'],
  ['archives/GEN_nested_3_levels_64x4MB.zip', 'refused', 'zip-in-zip'],
  ['archives/GEN_shp_missing_shx_dbf.zip', 'needs-crs', 'crs-missing shapefile-parts-missing'],
  ['archives/GEN_zip_slip_paths.zip', 'refused', 'no-features zip-unsafe-names'],
  ['archives/incra_shp_in_subfolder_sirgas_utm22s.zip', 'read', 'reprojected', 1],
  ['archives/ms_Albania.kmz', 'refused', 'no-areas not-an-area'],
  ['archives/ms_utf8_bom.csv.gz', 'refused', 'csv-no-shape'],
  ['archives/ms_zip_in_zip.zip', 'refused', 'zip-in-zip'],
  ['csv_text/DER_linderos_utm_coma_decimal_latin1.csv', 'read', 'latin1-text datums-mixed ring-unclosed', 1],
  ['csv_text/DER_vertices_dms_mixed_signs.csv', 'needs-crs', 'crs-missing'],
  ['csv_text/cadasta_test_geoshape.csv', 'read', 'geometry-null ring-unclosed sign-missing', 0],
  ['csv_text/cadasta_test_invalid.csv', 'refused', 'csv-no-shape'],
  ['csv_text/cadasta_test_wkb.csv', 'needs-crs', 'crs-missing'],
  ['csv_text/cadasta_test_wkt.csv', 'read', 'not-an-area', 4],
  ['csv_text/ms_empty.csv', 'refused', 'empty-file'],
  ['csv_text/ms_empty_fields3.csv', 'refused', 'csv-only-points'],
  ['csv_text/ms_utf16_be_bom.csv', 'refused', 'csv-no-shape'],
  ['csv_text/ms_utf16_le_bom.csv', 'refused', 'csv-no-shape'],
  ['csv_text/ms_utf8_bom.csv', 'refused', 'csv-no-shape'],
  ['geojson/DER_simon_planas_lat_lon_swapped.geojson', 'read', 'axes-swapped', 3],
  ['geojson/invalid_exterior_not_ccw.geojson', 'read', '', 1],
  ['geojson/invalid_feature_geometry_is_string.geojson', 'refused', 'nothing-usable geometry-not-object'],
  ['geojson/invalid_featurecollection_features_is_object.geojson', 'refused', 'json-not-geojson'],
  ['geojson/invalid_geometry_bbox_not4or6.geojson', 'refused', 'no-areas not-an-area'],
  ['geojson/invalid_geometry_coordinates_empty_position.geojson', 'refused', 'nothing-usable position-empty'],
  ['geojson/invalid_geometry_coordinates_string.geojson', 'refused', 'no-areas not-an-area'],
  ['geojson/invalid_geometry_depth_deep_polygon.geojson', 'refused', 'nothing-usable nesting'],
  [
    'geojson/invalid_geometry_geometrycollection_null_geometry.geojson',
    'refused',
    'no-geometry geometry-null',
  ],
  ['geojson/invalid_incorrect_geometry_data_type.geojson', 'refused', 'no-areas not-an-area'],
  ['geojson/invalid_interior_not_cw.geojson', 'read', '', 1],
  ['geojson/invalid_less_three_unique_nodes.geojson', 'refused', 'nothing-usable too-few-points'],
  ['geojson/invalid_unclosed.geojson', 'read', 'ring-unclosed', 1],
  ['geojson/ms_antarctica_polar.json', 'read', '', 1],
  ['geojson/ms_clean_ex10_bowtie.json', 'read', 'ring-touches-itself', 2],
  ['geojson/ms_clean_ex11_ogc.geojson', 'read', '', 1],
  ['geojson/ms_clean_ex13_ogc.json', 'read', 'ring-touches-itself', 1],
  ['geojson/ms_clean_ex15_ogc.json', 'read', 'interior-disconnected', 1],
  ['geojson/ms_clean_ex17_ogc.json', 'read', 'interior-disconnected', 1],
  ['geojson/ms_clean_ex1_yemen.json', 'read', '', 2],
  ['geojson/ms_clean_ex22_three_ia_precincts.json', 'read', 'repeated-points', 3],
  [
    'geojson/ms_clean_ex23_three_ca_precincts.json',
    'read',
    'ring-touches-itself repeated-points empty-parts',
    3,
  ],
  ['geojson/ms_clean_ex9_FranklinTwoPrecinctsDetail.json', 'read', 'repeated-points', 2],
  ['geojson/ms_explode_invalid_rings.json', 'read', 'hole-outside', 1],
  ['geojson/ms_invalid_coordinates.json', 'refused', 'no-areas not-an-area'],
  ['geojson/ms_issue125_openring.json', 'read', 'ring-unclosed', 1],
  ['geojson/ms_issue177_mixed_geometry.json', 'read', 'not-an-area', 1],
  ['geojson/ms_issue538_missing_holes.json', 'read', '', 1],
  ['geojson/ms_line_1MB_many_vertices.json', 'refused', 'no-areas not-an-area'],
  ['geojson/ms_six_counties_three_null.json', 'read', 'geometry-null ring-touches-itself', 3],
  ['geojson/problematic_3d_coordinates.geojson', 'read', 'third-dimension', 1],
  ['geojson/problematic_4d_coordinates.geojson', 'read', 'third-dimension', 1],
  ['geojson/problematic_crosses_antimeridian.geojson', 'read', 'crosses-antimeridian', 0],
  ['geojson/problematic_crs_defined.geojson', 'read', 'reprojected', 1],
  ['geojson/problematic_duplicate_nodes.geojson', 'read', 'repeated-points', 1],
  ['geojson/problematic_excessive_coordinate_precision.geojson', 'read', '', 1],
  ['geojson/problematic_excessive_vertices.geojson', 'read', '', 1],
  ['geojson/problematic_feature_null_geometry.geojson', 'refused', 'no-geometry geometry-null'],
  ['geojson/problematic_inner_and_exterior_ring_intersect.geojson', 'read', 'self-intersection', 1],
  ['geojson/problematic_nested_geometrycollection.geojson', 'refused', 'no-areas not-an-area'],
  [
    'geojson/problematic_outside_lat_lon_boundaries.geojson',
    'needs-crs',
    'metres-as-degrees coordinate-out-of-range',
  ],
  ['geojson/problematic_self_intersection_large.geojson', 'read', 'self-intersection', 1],
  ['geojson/problematic_self_intersection_small.geojson', 'read', 'self-intersection', 1],
  ['geojson/problematic_wrong_bbox_coordinate_order.geojson', 'read', '', 1],
  ['geojson/problematic_zero_length_linestring.geojson', 'refused', 'no-areas not-an-area'],
  ['gpkg/ms_data_only_tables.gpkg', 'needs-layer', 'layer-needed'],
  ['gpkg/ms_mixed_crs.gpkg', 'needs-layer', 'layer-needed'],
  ['gpkg/ms_null_crs.gpkg', 'needs-crs', 'crs-missing'],
  ['json_syntax/jts_i_number_huge_exp.json', 'refused', 'json-not-geojson'],
  ['json_syntax/jts_i_string_invalid_utf-8.json', 'refused', 'json-not-geojson'],
  ['json_syntax/jts_i_structure_500_nested_arrays.json', 'refused', 'json-too-deep'],
  ['json_syntax/jts_n_number_NaN.json', 'refused', 'json-syntax'],
  ['json_syntax/jts_n_object_trailing_comma.json', 'refused', 'json-syntax'],
  ['json_syntax/jts_n_structure_100000_opening_arrays.json', 'refused', 'json-too-deep'],
  ['json_syntax/jts_n_structure_null-byte-outside-string.json', 'refused', 'json-syntax'],
  ['json_syntax/jts_y_object_duplicated_key.json', 'refused', 'json-not-geojson'],
  ['json_syntax/ms_invalid_json_ex2.json', 'needs-crs', 'metres-as-degrees coordinate-out-of-range'],
  ['json_syntax/ms_invalid_json_sample.json', 'refused', 'json-syntax'],
  ['kml_gpx/GEN_billion_laughs.kml', 'refused', 'xml-entities'],
  ['kml_gpx/GEN_external_entity.kml', 'refused', 'xml-entities'],
  ['kml_gpx/GEN_html_script_in_description.kml', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/bad.gpx', 'refused', 'no-geometry geometry-null'],
  ['kml_gpx/bad.kml', 'refused', 'no-geometry geometry-null'],
  ['kml_gpx/blue_hills.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/cadasta_invalid_xml_version.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/cadasta_test_invalid.kml', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/cdata.kml', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/empty_ele.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/empty_trk.gpx', 'refused', 'no-geometry geometry-null'],
  ['kml_gpx/ground_overlay.kml', 'refused', 'no-features ground-overlay'],
  ['kml_gpx/gxmultitrack.kml', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/linear_ring.kml', 'read', 'line-closed repeated-points', 0],
  ['kml_gpx/literal_color.kml', 'read', 'line-closed', 0],
  ['kml_gpx/missing_hr.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/multigeometry_discrete.kml', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/multitrackgpx.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/networklink.kml', 'refused', 'no-features network-link'],
  ['kml_gpx/nogeomplacemark.kml', 'refused', 'no-geometry geometry-null'],
  ['kml_gpx/null_geometry.kml', 'refused', 'no-geometry geometry-null'],
  ['kml_gpx/osm.gpx', 'read', 'not-an-area line-closed repeated-points', 0],
  ['kml_gpx/point_extra_coordinates.kml', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/run.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/selfclosing.kml', 'refused', 'no-geometry geometry-null'],
  ['kml_gpx/style.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/timespan.kml', 'read', 'ring-unclosed third-dimension', 1],
  ['kml_gpx/unique_trkpt.gpx', 'refused', 'no-geometry geometry-null'],
  ['kml_gpx/wpt.gpx', 'refused', 'no-areas not-an-area'],
  ['kml_gpx/zero_elevation.gpx', 'refused', 'no-areas not-an-area'],
  ['shp/DER_simon_planas_lacanoa_utm19.dbf', 'refused', 'shapefile-without-shp'],
  ['shp/DER_simon_planas_lacanoa_utm19.shp', 'read', 'reprojected', 3],
  ['shp/DER_simon_planas_regven_utm19_no_prj.dbf', 'refused', 'shapefile-without-shp'],
  ['shp/DER_simon_planas_regven_utm19_no_prj.shp', 'needs-crs', 'crs-missing latin1-text'],
  ['shp/ms_duplicate_fields.dbf', 'refused', 'shapefile-without-shp'],
  ['shp/ms_latin1_no_cpg.dbf', 'refused', 'shapefile-without-shp'],
  ['shp/ms_latin1_no_cpg.shp', 'refused', 'no-areas not-an-area'],
  ['shp/ms_shp_only_no_shx_no_dbf.shp', 'needs-crs', 'crs-missing shapefile-parts-missing'],
  ['shp/terrame_245_null_geometries.dbf', 'refused', 'shapefile-without-shp'],
  ['shp/terrame_245_null_geometries.shp', 'refused', 'no-areas not-an-area record-corrupt reprojected'],
]

/** After the question is answered. */
const ANSWERED: [file: string, options: object, kind: ReadOutcome['kind'], codes: string, areas?: number][] =
  [
    [
      'shp/DER_simon_planas_regven_utm19_no_prj.shp',
      { crs: 'EPSG:2202' },
      'read',
      'latin1-text reprojected',
      3,
    ],
    ['geojson/DER_simon_planas_lat_lon_swapped.geojson', { swapAxes: true }, 'read', '', 3],
    [
      'csv_text/DER_vertices_dms_mixed_signs.csv',
      { crs: 'EPSG:4326' },
      'read',
      'ring-unclosed sign-missing',
      0,
    ],
    ['csv_text/cadasta_test_wkb.csv', { crs: 'EPSG:4326' }, 'read', 'not-an-area', 4],
    ['gpkg/ms_mixed_crs.gpkg', { layer: 'oregon_2269' }, 'read', 'reprojected', 1],
    ['gpkg/ms_mixed_crs.gpkg', { layer: 'oregon_4326' }, 'read', '', 1],
    ['gpkg/ms_null_crs.gpkg', { crs: 'EPSG:4326' }, 'read', '', 1],
    ['gpkg/ms_data_only_tables.gpkg', { layer: 'oregon_cities' }, 'refused', 'no-geometry geometry-null'],
    [
      'archives/GEN_high_ratio_24MB_of_spaces.zip',
      { expandedLimit: 1_000_000 },
      'refused',
      'expands-too-much',
    ],
  ]

const INDEX = nasty('INDEX.md')
const listed = existsSync(INDEX)
  ? [...readFileSync(INDEX, 'utf8').matchAll(/^\| `([^`]+)`/gm)].map(([, file]) => file)
  : []

const check = async (file: string, options: object, kind: string, codes: string, areas?: number) => {
  const started = performance.now()
  // Those made to exhaust a machine are read as the server reads; a thread for each of the others only takes time.
  const inWorker = /^(archives|json_syntax)|GEN_/.test(file)
  const reading = await readPath(nasty(file), basename(file), options, inWorker)
  expect(performance.now() - started).toBeLessThan(30_000)
  expect(reading.outcome.kind).toBe(kind)
  expect([...new Set(reading.codes)].sort()).toEqual(codes.split(' ').filter(Boolean).sort())
  if (areas !== undefined)
    expect(reading.features.filter((feature) => feature.geometry !== null)).toHaveLength(areas)
  for (const problem of reading.problems) {
    for (const locale of LOCALES) {
      for (const key of [`problem.${problem.code}`, `remedy.${problem.code}`]) {
        expect(translate(locale, key as MessageKey, problem.facts)).not.toMatch(/undefined|\{\w+[,}]|^$/)
      }
    }
  }
}

describe(`nasty files${absent('nasty/INDEX.md')}`, () => {
  it.runIf(listed.length)('every file of the index has a row, or is not among the data here', () => {
    const known = new Set(EXPECTED.map(([file]) => file))
    expect(listed.filter((file) => existsSync(nasty(file)) && !known.has(file))).toEqual([])
  })

  for (const [file, kind, codes, areas] of EXPECTED) {
    it(`${file}: ${kind}${absent(`nasty/${file}`)}`, async () => {
      if (existsSync(nasty(file))) await check(file, {}, kind, codes, areas)
    })
  }

  for (const [file, options, kind, codes, areas] of ANSWERED) {
    it(`${file} with ${JSON.stringify(options)}: ${kind}${absent(`nasty/${file}`)}`, async () => {
      if (existsSync(nasty(file))) await check(file, options, kind, codes, areas)
    })
  }

  it(`La Canoa and REGVEN deliveries of the same parishes fall on each other${absent('nasty/shp')}`, async () => {
    if (!existsSync(nasty('shp'))) return
    const laCanoa = await readPath(nasty('shp/DER_simon_planas_lacanoa_utm19.shp'), 'a.shp')
    const regven = await readPath(nasty('shp/DER_simon_planas_regven_utm19_no_prj.shp'), 'b.shp', {
      crs: 'EPSG:2202',
    })
    const places = (reading: typeof regven) =>
      reading.features.flatMap((feature) => (feature.geometry!.coordinates as number[][][]).flat())
    const [a, b] = [places(laCanoa), places(regven)]
    expect(a).toHaveLength(b.length)
    // Five millionths of a degree are half a metre; without the datum shift it would be 420.
    for (const [i, [x, y]] of a.entries()) expect(Math.hypot(x - b[i][0], y - b[i][1])).toBeLessThan(5e-6)
    expect(regven.features.map((feature) => Object.values(feature.properties).join())).toContainEqual(
      expect.stringContaining('Buría'),
    )
  })
})

/** Layers of real administrations: features, and those that a person has to decide about. */
const REAL: [file: string, features: number, undecided: number, options?: object][] = [
  ['geo/ve_admin/ve_country_wof.geojson', 1, 0],
  ['geo/ve_admin/ve_states_wof.geojson', 25, 0],
  ['geo/ve_admin/ve_municipalities_wof.geojson', 335, 0],
  ['geo/ve_admin/ve_parishes_caracas_miranda_laguaira_osm.geojson', 102, 0],
  ['geo/ve_admin/ve_parishes_simon_planas_codab.geojson', 3, 0],
  ['geo/tenure/muranga_parcels_ke.geojson', 2813, 1],
  ['geo/tenure/incra_settlements_parana_160.shp', 160, 0],
  ['geo/tenure/bandeirantes/bandeirantes_lots.shp', 40, 0],
  ['geo/naturalearth/ne_50m_countries_south_america.geojson', 17, 0],
  ['geo/naturalearth/ne_50m_admin1_brazil.geojson', 27, 0],
  ['geo/naturalearth/ne_10m_lakes_n_south_america.geojson', 36, 0],
  ['territory/libpysal/virginia/virginia.shp', 136, 0],
  ['territory/libpysal/virginia/vautm17n.shp', 136, 0],
  ['territory/libpysal/sids2/sids2.shp', 100, 0, { crs: 'EPSG:4267' }],
  ['territory/france-communes/communes.geojsonl.gz', 35357, 0],
  ['territory/philippines-barangays/barangays_2019_hires_NCR.geojsonl.gz', 1708, 0],
  ['territory/philippines-barangays/barangays_2019_medres.geojsonl.gz', 41870, 0],
]

describe(`real layers${absent('geo')}`, () => {
  for (const [file, features, undecided, options] of REAL) {
    it(`${file}: ${features} areas, ${undecided} undecided${absent(file)}`, async () => {
      if (!existsSync(DATA + file)) return
      const reading = await readPath(DATA + file, basename(file), options, true)
      expect(reading.outcome).toMatchObject({ kind: 'read', report: { featureCount: features } })
      expect(reading.features.filter((feature) => feature.problems || !feature.geometry)).toHaveLength(
        undecided,
      )
    })
  }
})
