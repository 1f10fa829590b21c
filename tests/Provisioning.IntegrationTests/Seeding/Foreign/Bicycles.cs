namespace Provisioning.IntegrationTests.Seeding.Foreign;

/// <summary>A maker of bicycles: people, production, purchasing, sales.</summary>
internal static class Bicycles
{
    /// <summary>66 tables.</summary>
    public const string Tables = """
        country: code c2 [_ = upper(_)], name v80!, pk(code)
        currency: code c3, name v60!, pk(code)
        territory: id, name v50!, region v20, sales_ytd n [_ >= 0], cost_ytd n [_ >= 0], modified_at ts
        state: id, territory>territory, code c3, name v50, is_only_code f, uq(territory code)
        address_type: id, name v50!
        contact_type: id, name v50!
        phone_type: id, name v50!
        entity: id, row_id u, modified_at ts
        person: id, entity>entity!, kind #SC/IN/SP/EM/VC/GC, title v8?, first_name v50, last_name v50,
            promotion s [_ BETWEEN 0 AND 2], created_at ts
        address: id, line1 v60, line2 v60?, city v30, state>state, postcode v15, latitude r?, longitude r?
        entity_address: entity>entity, address>address, type>address_type, pk(entity address type)
        entity_contact: entity>entity, person>person, type>contact_type, pk(entity person type)
        email: person>person, number i, address v50?, pk(person number)
        phone: person>person, type>phone_type, number v25, pk(person type number)
        password: person>person!, hash v128, salt v10, modified_at ts
        department: id, name v50!, group_name v50
        shift: id, name v50!, starts v8, ends v8
        employee: id, person>person!, national_id v15!, login v80!, boss>employee?, job_title v50,
            born d [_ >= '1930-01-01' AND _ <= '2000-01-01'], marital #M/S, gender #M/F, hired d [_ >= '1996-07-01'],
            salaried f, vacation s [_ BETWEEN -40 AND 240], sick s [_ >= 0 AND _ <= 120], current f
        employee_department: employee>employee, department>department, shift>shift, started d, ended d?,
            pk(employee department shift started)
        pay: employee>employee, changed_at ts, rate n [_ >= 6.50 AND _ <= 200.00], frequency s [_ IN (1, 2)],
            pk(employee changed_at)
        candidate: id, employee>employee?, resume j?
        category: id, name v50!, parent>category?
        subcategory: id, category>category, name v50!
        model: id, name v50!, catalog j?, instructions t?
        unit: code c3, name v50!, pk(code)
        product: id, name v50!, number v25!, make f, finished f, color v15?, stock_level s [_ > 0], reorder s [_ > 0],
            cost n [_ >= 0], price n [_ >= 0], size v5?, weight n? [_ > 0], days i [_ >= 0], line #R/M/T/S?,
            class #H/M/L?, style #U/M/W?, subcategory>subcategory?, model>model?, sold_from ts, sold_to ts?
        cost_history: product>product, started ts, ended ts?, cost n [_ >= 0], pk(product started)
        price_history: product>product, started ts, ended ts?, price n [_ > 0], pk(product started)
        place: id, name v50!, cost n [_ >= 0], availability n [_ >= 0]
        inventory: product>product, place>place, shelf v10, bin s [_ BETWEEN 0 AND 100], quantity s, pk(product place)
        photo: id, small x?, small_name v50?, large x?
        product_photo: product>product, photo>photo, is_primary f, pk(product photo)
        review: id, product>product, reviewer v50, reviewed_at ts, email v50, rating i [_ BETWEEN 1 AND 5], comments t?
        document: id, parent>document?, owner>employee, title v50, folder f, file v80, revision c5, change_number i,
            state s [_ BETWEEN 1 AND 3], content x?
        product_document: product>product, document>document, pk(product document)
        illustration: id, diagram j?
        model_illustration: model>model, illustration>illustration, pk(model illustration)
        culture: id, code c6!, name v50!
        description: id, text v400
        model_description: model>model, description>description, culture>culture, pk(model description culture)
        bill: id, assembly>product?, component>product, started ts, ended ts?, level s [_ >= 0],
            per_assembly n [_ >= 1.00]
        scrap_reason: id, name v50!
        work_order: id, product>product, quantity i [_ > 0], scrapped s [_ >= 0], started ts, ended ts?, due ts,
            reason>scrap_reason?
        routing: work_order>work_order, product>product, step s, place>place, planned_start ts, planned_end ts,
            hours n? [_ >= 0], cost n [_ > 0], pk(work_order product step)
        stock_move: id, product>product, reference i, kind #W/S/P, quantity i, cost n, at ts
        vendor: id, entity>entity!, account v15!, name v50, rating s [_ BETWEEN 1 AND 5], preferred f, active f,
            url v200?
        product_vendor: product>product, vendor>vendor, lead_days i [_ >= 1], price n [_ > 0], last_receipt n? [_ > 0],
            minimum i [_ >= 1], maximum i [_ >= 1], pk(product vendor)
        ship_method: id, name v50!, base n [_ > 0.00], rate n [_ > 0.00]
        purchase: id, revision s, state s [_ BETWEEN 1 AND 4], employee>employee, vendor>vendor, method>ship_method,
            ordered ts, shipped ts?, subtotal n [_ >= 0.00], tax n [_ >= 0.00], freight n [_ >= 0.00]
        purchase_line: id, purchase>purchase, due ts, quantity s [_ > 0], product>product, price n [_ >= 0.00],
            received n [_ >= 0.00], rejected n [_ >= 0.00]
        store: id, entity>entity!, name v50, salesman>salesman?, demographics j?
        salesman: id, employee>employee!, territory>territory?, quota n? [_ > 0.00], bonus n [_ >= 0.00],
            commission n [_ >= 0.00]
        quota_history: salesman>salesman, quota_at ts, quota n [_ > 0.00], pk(salesman quota_at)
        territory_history: salesman>salesman, territory>territory, started ts, ended ts?, pk(salesman territory started)
        customer: id, person>person?, store>store?, territory>territory?, account v10!
        card: id, kind v50, number v25!, month s [_ BETWEEN 1 AND 12], year s [_ >= 2020]
        person_card: person>person, card>card, pk(person card)
        rate: id, at ts, base_code c3, other_code c3, average n, final n, uq(at base_code other_code)
        special_offer: id, description v255, discount n [_ >= 0.00], kind v50, category v50, started ts, ended ts,
            minimum i [_ >= 0], maximum i? [_ >= 0]
        offer_product: offer>special_offer, product>product, pk(offer product)
        order_header: id, revision s, ordered ts, due ts, shipped ts?, state s [_ BETWEEN 0 AND 8], online f,
            customer>customer, salesman>salesman?, territory>territory?, bill_to>address, ship_to>address,
            method>ship_method, card>card?, rate>rate?, subtotal n [_ >= 0.00], tax n [_ >= 0.00],
            freight n [_ >= 0.00], comment v128?
        order_line: id, header>order_header, tracking v25?, quantity s [_ > 0], offer>special_offer, product>product,
            price n [_ >= 0.00], discount n [_ >= 0.00], row_id u!
        reason: id, name v50!, kind v50
        order_reason: header>order_header, reason>reason, pk(header reason)
        tax_rate: id, state>state, kind s [_ BETWEEN 1 AND 3], rate n, name v50, uq(state kind)
        cart_item: id, cart v50, quantity i [_ >= 1], product>product, created_at ts
        """;
}
